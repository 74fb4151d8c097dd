using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Modules.Firewall;

/// <summary>How much a rule has seen since the table was last loaded.</summary>
/// <param name="Rule">Its name: <c>allow.ssh</c>, <c>dropped.input</c>.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Bytes">Bytes.</param>
public sealed record RuleCounter(string Rule, ulong Packets, ulong Bytes);

/// <summary>Reads the counters of our table.</summary>
public static class FirewallCounters
{
    private const string Packets = "counter packets ";
    private const string Bytes = " bytes ";
    private const string Comment = "comment \"";

    /// <summary>All of them, by rule; empty where there is no firewall of ours, or nft can't tell.</summary>
    public static async ValueTask<IReadOnlyList<RuleCounter>> ReadAsync(IHostReader host, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Stat(FirewallFiles.Table) is null)
        {
            return [];
        }

        var result = await host.QueryAsync(ReadOnlyCommand.NftCounters(), ct);
        return result.Succeeded ? Parse(result.Output) : [];
    }

    /// <summary>Reads a listing. One rule of the config repo may be several of nft's: they count together.</summary>
    public static IReadOnlyList<RuleCounter> Parse(string listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return
        [
            .. listing.Split('\n').Select(ParseLine).OfType<RuleCounter>()
                .GroupBy(c => c.Rule, StringComparer.Ordinal)
                .Select(g => new RuleCounter(g.Key, Sum(g.Select(c => c.Packets)), Sum(g.Select(c => c.Bytes))))
                .OrderBy(c => c.Rule, StringComparer.Ordinal),
        ];
    }

    private static RuleCounter? ParseLine(string line) =>
        After(line, Packets) is { } counted && After(counted, Bytes) is { } bytes && After(line, Comment) is { } comment
        && ulong.TryParse(counted.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var packets)
        && ulong.TryParse(bytes.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new RuleCounter(comment.Split('"')[0], packets, size)
            : null;

    private static string? After(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? text[(at + mark.Length)..] : null;

    private static ulong Sum(IEnumerable<ulong> numbers) => numbers.Aggregate(0ul, (sum, n) => sum + n);
}
