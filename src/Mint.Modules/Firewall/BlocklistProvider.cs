using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Firewall;

/// <summary>How a fetched list was found.</summary>
/// <param name="Source">Where it came from; null when there is none.</param>
/// <param name="Age">Since when it was fetched.</param>
internal sealed record BlocklistState(string? Source, TimeSpan Age);

/// <summary>
/// Kind <c>blocklist</c>: a list of sources that is fetched when it is too old. One that can't be had, or is no list, leaves the last good one in
/// force and is a failure.
/// </summary>
internal sealed class BlocklistProvider : ResourceProvider<BlocklistSpec, BlocklistState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "blocklist";

    private const int LargestList = 8 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public override string Kind => KindName;

    public override bool ComesDue => true;

    protected override JsonTypeInfo<BlocklistSpec> SpecJson => FirewallJson.Default.BlocklistSpec;

    protected override ValueTask<BlocklistState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var path = FirewallFiles.BlocklistOf(name);
        return new(host.Stat(path) is { Type: FileType.File } file
            ? new BlocklistState(host.Parse(path, content => new Origin(BlocklistText.SourceOf(content))).Url, host.Now - file.ModifiedAt)
            : null);
    }

    protected override IEnumerable<Difference> Compare(BlocklistSpec desired, BlocklistState? actual)
    {
        if (actual is null || actual.Age > desired.MaxAge)
        {
            // Whole units, so that the difference is the same one at each look.
            yield return new Difference("age", actual is null ? "missing" : "older than " + Words(desired.MaxAge), "at most " + Words(desired.MaxAge));
        }

        if (actual is not null && actual.Source != desired.Url)
        {
            yield return new Difference("source", actual.Source, desired.Url);
        }
    }

    protected override async Task ApplyAsync(string name, BlocklistSpec desired, BlocklistState? actual, IHost host, CancellationToken ct)
    {
        if (host.Stat(FirewallFiles.Blocklists) is null)
        {
            MakeFolders(host);
        }

        var download = $"{FirewallFiles.Folder}/{name}.download";
        try
        {
            var entries = await FetchAsync(desired.Url, download, host, ct);
            await LoadAsync(name, BlocklistText.Write(name, desired.Url, entries), host, ct);
        }
        finally
        {
            host.Delete(download);
        }
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        host.Delete(FirewallFiles.BlocklistOf(name));
        return Task.CompletedTask;
    }

    private static async Task<AddressSet> FetchAsync(string url, string download, IHost host, CancellationToken ct)
    {
        string[] arguments =
        [
            "--fail", "--silent", "--show-error", "--location", "--max-redirs", "5", "--proto", "=https,file", "--proto-redir", "=https", "--compressed",
            "--connect-timeout", "20", "--max-time", "90", "--max-filesize", LargestList.ToString(CultureInfo.InvariantCulture), "--output", download, "--", url,
        ];
        var result = await host.RunAsync(new Command("curl", arguments) { Timeout = Longest }, ct);
        if (!result.Succeeded)
        {
            throw new ResourceException(FailureKind.Retry, $"the list can't be fetched, so the last one stays: {Explain(result)}");
        }

        // A server that does not say how long its answer is can send more than curl was told to take; of nothing curl makes no file.
        if (host.Stat(download) is { Size: > LargestList })
        {
            throw new ResourceException(FailureKind.Retry, "the list is larger than 8 MiB, so the last one stays");
        }

        var (entries, fault) = BlocklistText.Judge(host.ReadFile(download) ?? []);
        return entries ?? throw new ResourceException(FailureKind.Retry, $"what was fetched is no list to load, so the last one stays: {fault}");
    }

    private static string Explain(CommandResult result) => result.ExitCode == CommandResult.NotFound ? "curl is not installed" : result.Error.Trim();

    /// <summary>Into the table first, where it has the sets: what the kernel refuses must not be there at boot.</summary>
    private static async Task LoadAsync(string name, string text, IHost host, CancellationToken ct)
    {
        var candidate = $"{FirewallFiles.Folder}/{name}.candidate";
        host.WriteFile(candidate, Encoding.UTF8.GetBytes(text), FirewallFiles.Private);
        var table = Encoding.UTF8.GetString(host.ReadFile(FirewallFiles.Table) ?? []);
        if (table.Contains($"set {TableText.SetOf("blocklist", name, v6: false)} {{", StringComparison.Ordinal))
        {
            var loaded = await host.RunAsync(new Command("nft", "-f", candidate), ct);
            if (!loaded.Succeeded)
            {
                host.Delete(candidate);
                loaded.EnsureSuccess();
            }
        }

        host.Move(candidate, FirewallFiles.BlocklistOf(name));
    }

    private static void MakeFolders(IHost host)
    {
        foreach (var folder in new[] { FirewallFiles.State, FirewallFiles.Folder, FirewallFiles.Blocklists }.Where(f => host.Stat(f) is null))
        {
            host.CreateDirectory(folder, folder == FirewallFiles.State ? new FileAccess(0, 0, 0x1E8) : FirewallFiles.PrivateFolder);
        }
    }

    private static string Words(TimeSpan age) =>
        age.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.#} h") : string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0.#} min");

    private sealed record Origin(string? Url);
}
