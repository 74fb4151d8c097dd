using System.Text;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.Conformance;

/// <summary>Renders what was proven on real hosts as <c>docs/support-matrix.md</c>.</summary>
internal static class SupportMatrix
{
    public static string Render(IReadOnlyDictionary<DebianRelease, IReadOnlyList<ConformanceLine>> results)
    {
        var page = new StringBuilder(
            """
            # What works where

            Generated from the conformance tests on real hosts (`tests/run --lab --update-docs`); a lab test fails when this page is not what they found.
            ✓ means that the property holds in every case of the kind, ✗ that it does not in at least one, – that no case asks for it.

            """);
        var properties = results.Values.SelectMany(lines => lines).Select(line => line.Property).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var (release, lines) in results.OrderBy(pair => pair.Key))
        {
            Table(page, release, lines, properties);
        }

        return page.ToString();
    }

    private static void Table(StringBuilder page, DebianRelease release, IReadOnlyList<ConformanceLine> lines, List<string> properties)
    {
        page.Append($"\n## Debian {(release == DebianRelease.Bookworm ? "12" : "13")} ({release.ToString().ToLowerInvariant()})\n\n");
        page.Append($"| kind | cases | {string.Join(" | ", properties)} |\n");
        page.Append($"|---|---|{string.Concat(properties.Select(_ => "---|"))}\n");
        foreach (var kind in lines.GroupBy(line => line.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var cells = properties.Select(property => Cell(kind.Where(line => line.Property == property)));
            page.Append($"| {kind.Key} | {kind.Select(line => line.Case).Distinct().Count()} | {string.Join(" | ", cells)} |\n");
        }
    }

    private static string Cell(IEnumerable<ConformanceLine> lines) => lines.ToList() switch
    {
        [] => "–",
        var all when all.TrueForAll(line => line.Ok) => "✓",
        _ => "✗",
    };
}
