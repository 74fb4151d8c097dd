using System.Text;

namespace Mint.Modules.Firewall;

/// <summary>A fetched list: judged, and written as what nft loads into our table.</summary>
internal static class BlocklistText
{
    private const string SourceMark = "# from ";

    // A quarter of all IPv4 addresses: no list of bad ones has so many, so it is a mistake, or worse.
    private static readonly UInt128 MostV4 = 1u << 30;

    // Nobody comes from there, and lists of unroutable addresses have it whole.
    private static readonly AddressBlock Unroutable = AddressBlock.Of("224.0.0.0/3");

    /// <summary>Reads a list, or says why it is none to load.</summary>
    public static (AddressSet? Entries, string Fault) Judge(byte[] content)
    {
        var (entries, faults) = AddressList.Parse(content);
        if (faults.Count > 0)
        {
            return (null, string.Join("; ", faults));
        }

        if (entries.Count == 0)
        {
            return (null, "it has no entry");
        }

        if (entries.FirstOrDefault(e => e.Block.IsV6 && e.Block.Prefix < 8) is { } wide)
        {
            return (null, $"line {wide.Line}: {wide.Block} is too much to block");
        }

        var set = AddressSet.Of(entries.Select(e => e.Block));
        var covered = set.V4.Where(b => !Unroutable.Contains(b)).Aggregate(UInt128.Zero, (sum, b) => sum + (b.Last - b.First) + 1);
        return covered > MostV4 ? (null, "it would block more than a quarter of all IPv4 addresses") : (set, "");
    }

    /// <summary>The file that fills the list's two sets anew, in one transaction.</summary>
    public static string Write(string name, string url, AddressSet entries)
    {
        var text = new StringBuilder(SourceMark).Append(url).Append('\n');
        foreach (var v6 in new[] { false, true })
        {
            var set = TableText.SetOf("blocklist", name, v6);
            text.Append("flush set inet mint ").Append(set).Append('\n');
            if (entries.Family(v6) is { Count: > 0 } blocks)
            {
                text.Append("add element inet mint ").Append(set).Append(" { ").AppendJoin(",\n", blocks).Append(" }\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Where such a file's list was fetched from; null when it is none of ours.</summary>
    public static string? SourceOf(byte[]? file)
    {
        var first = Encoding.UTF8.GetString(file ?? []).Split('\n', 2)[0];
        return first.StartsWith(SourceMark, StringComparison.Ordinal) ? first[SourceMark.Length..] : null;
    }
}
