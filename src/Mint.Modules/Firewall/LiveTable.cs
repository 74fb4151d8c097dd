using System.Globalization;
using System.Runtime.CompilerServices;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Firewall;

/// <summary>
/// Asks nft for our table: as the kernel has it, and as it would be if our file were loaded now, which is tried in a network namespace of its own, so
/// that both are in the same words. Both are remembered as long as neither the kernel's rules nor a file has changed.
/// </summary>
internal sealed class LiveTable
{
    private readonly ConditionalWeakTable<IHostReader, Answer> live = [];
    private readonly ConditionalWeakTable<IHostReader, Answer> loaded = [];

    /// <summary>What the kernel has; null when the table is not there.</summary>
    /// <exception cref="ResourceException">nft can't tell.</exception>
    public async ValueTask<NftTable?> FindAsync(IHostReader host, CancellationToken ct)
    {
        // The number is read first: whoever changes the rules while they are listed moves it away from the one that is kept.
        var key = host.NetfilterGeneration()?.ToString(CultureInfo.InvariantCulture);
        if (key is not null && live.TryGetValue(host, out var answer) && answer.Key == key)
        {
            return answer.Table;
        }

        var table = await ListAsync(host, ct);
        if (key is not null)
        {
            live.AddOrUpdate(host, new Answer(key, table));
        }

        return table;
    }

    /// <summary>What the kernel would have if the file were loaded; null when nft refuses the file, which a person may have changed.</summary>
    public async ValueTask<NftTable?> LoadedAsync(IHostReader host, CancellationToken ct)
    {
        var files = host.List(FirewallFiles.Blocklists).Select(n => $"{FirewallFiles.Blocklists}/{n}").Prepend(FirewallFiles.Table);
        var key = string.Join('\n', files.Select(f => $"{f} {host.HashFile(f)}").Append(Identity(host, FirewallFiles.Nft)));
        if (loaded.TryGetValue(host, out var answer) && answer.Key == key)
        {
            return answer.Table;
        }

        var result = await host.QueryAsync(ReadOnlyCommand.NftTableOf(FirewallFiles.Table), ct);
        var table = result.Succeeded ? NftTable.Parse(result.Output) : null;
        loaded.AddOrUpdate(host, new Answer(key, table));
        return table;
    }

    private static async ValueTask<NftTable?> ListAsync(IHostReader host, CancellationToken ct)
    {
        var result = await host.QueryAsync(ReadOnlyCommand.NftTable(), ct);
        return !result.Succeeded && result.Error.Contains("No such file or directory", StringComparison.Ordinal)
            ? null
            : NftTable.Parse(result.EnsureSuccess().Output);
    }

    private static string Identity(IHostReader host, string path) =>
        host.Stat(path) is { } file ? string.Create(CultureInfo.InvariantCulture, $"{path} {file.Size} {file.ModifiedAt.Ticks}") : "";

    private sealed record Answer(string Key, NftTable? Table);
}
