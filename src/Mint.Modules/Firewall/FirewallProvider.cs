using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Firewall;

/// <summary>
/// Kind <c>firewall</c>: the table <c>inet mint</c> with what loads it at boot. It is made anew in one transaction, after nft has judged it; a table that
/// nft refuses reaches neither the kernel nor the boot.
/// </summary>
internal sealed class FirewallProvider : ResourceProvider<FirewallSpec, FirewallState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "firewall";

    private readonly LiveTable tables = new();

    /// <summary>The only resource of the kind.</summary>
    public static ResourceId Id { get; } = new(KindName, "table");

    public override string Kind => KindName;

    protected override JsonTypeInfo<FirewallSpec> SpecJson => FirewallJson.Default.FirewallSpec;

    protected override async ValueTask<FirewallState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var state = await ReadAsync(host, ct);
        return state.IsNothing ? null : state;
    }

    protected override IEnumerable<Difference> Compare(FirewallSpec desired, FirewallState? actual) =>
        (actual ?? new FirewallState(null, HasNft: true, null, null, null, Enabled: false)).Compare(desired);

    protected override async Task ApplyAsync(string name, FirewallSpec desired, FirewallState? actual, IHost host, CancellationToken ct)
    {
        if (host.Stat(FirewallFiles.Nft) is null)
        {
            throw new ResourceException(FailureKind.Retry, "nft is not installed; the package is nftables");
        }

        MakeFolders(host);
        if ((await ReadAsync(host, ct)).Compare(desired).Any(d => d.Attribute is not ("at boot" or FirewallFiles.UnitName)))
        {
            await LoadAsync(desired.Text, host, ct);
        }

        if (Text(host, FirewallFiles.Unit) != FirewallFiles.UnitText)
        {
            PathGuard.EnsureReplaceable(FirewallFiles.Unit, host.Stat(FirewallFiles.Unit), "file");
            host.WriteFile(FirewallFiles.Unit, Encoding.UTF8.GetBytes(FirewallFiles.UnitText), FileAccess.RootReadable);
        }

        if (!IsEnabled(host))
        {
            MakeFolder(FirewallFiles.Link[..FirewallFiles.Link.LastIndexOf('/')], new FileAccess(0, 0, 0x1ED), host);
            host.CreateLink(FirewallFiles.Link, FirewallFiles.Unit);
        }
    }

    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        host.Delete(FirewallFiles.Link);
        host.Delete(FirewallFiles.Unit);
        host.Delete(FirewallFiles.Candidate);
        if (host.Stat(FirewallFiles.Nft) is not null && await tables.FindAsync(host, ct) is not null)
        {
            (await host.RunAsync(new Command("nft", "-f", "-") { Input = RemoveTable }, ct)).EnsureSuccess();
        }

        host.Delete(FirewallFiles.Table);
    }

    protected override IEnumerable<ResourceId> Requires(string name, FirewallSpec desired) => [new("package", "nftables")];

    protected override IEnumerable<Difference> DescribeDeletion(string name, FirewallState actual) =>
        [new Difference("table inet mint", actual.Live?.Text ?? actual.Saved ?? "present", null)];

    protected override IEnumerable<string> WatchedPaths(string name, FirewallSpec desired) => [FirewallFiles.Table, FirewallFiles.Unit, FirewallFiles.Link];

    protected override IEnumerable<string> WatchedNetwork(string name, FirewallSpec desired) => [NetworkTopic.Netfilter];

    /// <inheritdoc/>
    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => true;

    /// <summary>
    /// The unit stays when the table goes: without the table's file it does nothing. A table that is as its file says comes back from the file's own text,
    /// which nft has proven to accept; another one from what nft prints of it.
    /// </summary>
    public override async ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct)
    {
        var state = await ReadAsync(host, ct);
        var isSaved = state is { Saved: not null, Live: not null, Loaded: not null } && NftTable.Compare(state.Live, state.Loaded).Count == 0;
        var input = state.Live is null ? RemoveTable : isSaved ? state.Saved ?? "" : RemoveTable + state.Live.Text;
        return new RestorePoint(
            [new RestoredFile(FirewallFiles.Table, state.Saved is null ? null : Encoding.UTF8.GetBytes(state.Saved), FirewallFiles.Private)],
            [new RestoreCommand(FirewallFiles.Nft, "-f", "-") { Input = Encoding.UTF8.GetBytes(input), MayFail = !state.HasNft }]);
    }

    /// <summary>Declared first, since nobody may delete what is not there.</summary>
    private const string RemoveTable = "table inet mint\ndelete table inet mint\n";

    private static async Task LoadAsync(string text, IHost host, CancellationToken ct)
    {
        host.WriteFile(FirewallFiles.Candidate, Encoding.UTF8.GetBytes(text), FirewallFiles.Private);
        var judged = await host.RunAsync(new Command("nft", "-c", "-f", FirewallFiles.Candidate), ct);
        if (!judged.Succeeded)
        {
            host.Delete(FirewallFiles.Candidate);
            throw new ResourceException(FailureKind.NeedsPerson, $"nft refuses the new rules, so the old ones stay: {Shortened(judged.Error)}");
        }

        (await host.RunAsync(new Command("nft", "-f", FirewallFiles.Candidate), ct)).EnsureSuccess();
        host.Move(FirewallFiles.Candidate, FirewallFiles.Table);
    }

    private static string Shortened(string error) => error.Trim() is { Length: > 600 } text ? text[..600] + "…" : error.Trim();

    private async ValueTask<FirewallState> ReadAsync(IHostReader host, CancellationToken ct)
    {
        var hasNft = host.Stat(FirewallFiles.Nft) is not null;
        var saved = Text(host, FirewallFiles.Table);
        return new FirewallState(
            saved,
            hasNft,
            hasNft ? await tables.FindAsync(host, ct) : null,
            hasNft && saved is not null ? await tables.LoadedAsync(host, ct) : null,
            Text(host, FirewallFiles.Unit),
            IsEnabled(host));
    }

    private static string? Text(IHostReader host, string path) =>
        host.Stat(path) is { Type: FileType.File } ? host.Parse(path, content => new Wrapped(content is null ? null : Encoding.UTF8.GetString(content))).Text : null;

    private static bool IsEnabled(IHostReader host) => host.Stat(FirewallFiles.Link) is { Type: FileType.Link, LinkTarget: FirewallFiles.Unit };

    private static void MakeFolders(IHost host)
    {
        MakeFolder(FirewallFiles.State, new FileAccess(0, 0, 0x1E8), host);
        MakeFolder(FirewallFiles.Folder, FirewallFiles.PrivateFolder, host);
    }

    private static void MakeFolder(string path, FileAccess access, IHost host)
    {
        if (host.Stat(path) is null)
        {
            host.CreateDirectory(path, access);
        }
    }

    private sealed record Wrapped(string? Text);
}
