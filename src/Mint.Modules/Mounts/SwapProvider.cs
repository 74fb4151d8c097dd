using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>
/// Kind <c>swap</c>: one swap area, listed in fstab and in use. A swap file is made beside and moved into place when it is ready, so what is at
/// the path is always a whole one; a file that is not known as swap is never replaced or removed, and a partition never formatted.
/// </summary>
internal sealed class SwapProvider(Fstab fstab) : ResourceProvider<SwapSpec, SwapState>
{
    public override string Kind => "swap";

    protected override JsonTypeInfo<SwapSpec> SpecJson => MountsJson.Default.SwapSpec;

    protected override ValueTask<SwapState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(SwapState.Read(name, host));

    protected override IEnumerable<Difference> Compare(SwapSpec desired, SwapState? actual)
    {
        if (desired.Size is { } size && actual?.FileSize != size)
        {
            yield return new Difference("size", Text(actual?.FileSize), Text(size));
        }

        if (actual?.Options != OptionsOf(desired))
        {
            yield return new Difference("fstab", actual?.Options, OptionsOf(desired));
        }

        if (actual?.Priority is null)
        {
            yield return new Difference("in use", "no", "yes");
        }
        else if (desired.Priority is { } priority && actual.Priority != priority)
        {
            yield return new Difference("priority", Text(actual.Priority), Text(priority));
        }
    }

    protected override async Task ApplyAsync(string name, SwapSpec desired, SwapState? actual, IHost host, CancellationToken ct)
    {
        var found = SwapState.Read(name, host);
        var isNewFile = desired.Size is { } size && await PrepareFileAsync(name, size, found, host, ct);
        var isOtherPriority = desired.Priority is { } priority && found?.Priority is { } now && now != priority;
        if (found?.Priority is not null && !isNewFile && isOtherPriority)
        {
            await RunAsync(host, new Command("swapoff", name), ct);
        }

        await fstab.SetAsync(host, new FstabEntry(name, "none", "swap", OptionsOf(desired), 0, 0), e => SwapState.IsOurs(e, name), ct);
        if (SwapState.Read(name, host)?.Priority is null)
        {
            string[] options = desired.Priority is { } p ? ["-p", Text(p) ?? ""] : [];
            await RunAsync(host, new Command("swapon", [.. options, name]), ct);
        }
    }

    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (name.StartsWith('/'))
        {
            host.Delete(Beside(name));
        }

        if (SwapState.Read(name, host) is not { } found)
        {
            return;
        }

        if (found.Priority is not null)
        {
            await RunAsync(host, new Command("swapoff", name), ct);
        }

        // The line goes last: while it stands, the file is known as swap.
        if (found.FileSize is not null)
        {
            host.Delete(name);
        }

        await fstab.RemoveAsync(host, e => SwapState.IsOurs(e, name), ct);
    }

    protected override IEnumerable<ResourceId> Requires(string name, SwapSpec desired) => name.StartsWith('/') ? PathGuard.Requires(name) : [];

    protected override IEnumerable<Difference> DescribeDeletion(string name, SwapState actual)
    {
        yield return new Difference("fstab", actual.Options, null);
        if (actual.FileSize is { } size)
        {
            yield return new Difference("size", Text(size), null);
        }
    }

    protected override IEnumerable<string> WatchedPaths(string name, SwapSpec desired) => [FstabText.Path];

    private static string OptionsOf(SwapSpec desired) => desired.Priority is { } priority ? $"sw,pri={Text(priority)}" : "sw";

    private static string Beside(string path) => path + ".mint-new";

    /// <summary>Makes the file when it is missing or of another size; whether it did.</summary>
    private static async Task<bool> PrepareFileAsync(string path, long size, SwapState? found, IHost host, CancellationToken ct)
    {
        var entry = host.Stat(path);
        PathGuard.EnsureReplaceable(path, entry, "swap file");
        if (entry is { Type: FileType.File } && entry.Size == size)
        {
            return false;
        }

        if (entry is not null && found is null)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path} is there and nothing says that it is swap; move it away by hand if it is not needed");
        }

        await MakeAsync(Beside(path), size, host, ct);
        if (found?.Priority is not null)
        {
            await RunAsync(host, new Command("swapoff", path), ct);
        }

        host.Move(Beside(path), path);
        return true;
    }

    private static async Task MakeAsync(string path, long size, IHost host, CancellationToken ct)
    {
        host.Delete(path);
        host.WriteFile(path, [], new FileAccess(0, 0, 0x180));
        try
        {
            await RunAsync(host, new Command("fallocate", "-l", Text(size) ?? "", path), ct);
            await RunAsync(host, new Command("mkswap", path), ct);
        }
        catch (ResourceException)
        {
            // A full disk is the likely reason; half a swap file would keep it full.
            host.Delete(path);
            throw;
        }
    }

    private static async Task RunAsync(IHost host, Command command, CancellationToken ct) =>
        (await host.RunAsync(command, ct)).EnsureSuccess();

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
