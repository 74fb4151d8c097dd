using System.Globalization;
using System.Text;

namespace Mint.Modules.Firewall;

/// <summary>A list of networks as people and services publish them: one a line, comments after <c>#</c> or <c>;</c>.</summary>
internal static class AddressList
{
    /// <summary>More lines than any list that is worth loading.</summary>
    public const int MostEntries = 200_000;

    private const int LongestLine = 500;

    /// <summary>Reads it, or says what is wrong with which lines (the first few).</summary>
    public static (IReadOnlyList<ListedBlock> Entries, IReadOnlyList<string> Faults) Parse(byte[] content)
    {
        var (entries, faults) = (new List<ListedBlock>(), new List<string>());
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            number++;
            var text = line.Length <= LongestLine ? line.Split(['#', ';'], 2)[0].Trim() : line;
            if (text.Length == 0 || (number == 1 && text == "\uFEFF"))
            {
                continue;
            }

            if (AddressBlock.Parse(text, out var fault) is { } block)
            {
                entries.Add(new ListedBlock(number, block));
            }
            else
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"line {number}: {Printable(fault)}"));
            }

            if (faults.Count >= 3 || entries.Count > MostEntries)
            {
                break;
            }
        }

        if (entries.Count > MostEntries)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"it has more than {MostEntries} entries"));
        }

        return (entries, faults);
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}

/// <summary>An entry of a list.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Block">The network.</param>
internal sealed record ListedBlock(int Line, AddressBlock Block);
