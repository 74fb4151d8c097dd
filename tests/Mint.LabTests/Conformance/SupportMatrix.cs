using System.Text;
using Mint.LabTests.Hosts;
using Mint.Testing.Conformance;

namespace Mint.LabTests.Conformance;

/// <summary>Renders what was proven on real hosts as <c>docs/support-matrix.md</c>.</summary>
internal static class SupportMatrix
{
    public static string Render(IReadOnlyDictionary<DebianRelease, IReadOnlyList<ConformanceResult>> results)
    {
        var page = new StringBuilder(
            """
            # What works where

            Generated from the conformance tests on real hosts (`tests/run --lab --update-docs`); a lab test fails when this page is not what they found.
            ✓ means that the property holds in every case of the kind, ✗ that it does not in at least one, – that no case could be tried.

            """);
        foreach (var (release, found) in results.OrderBy(pair => pair.Key))
        {
            Table(page, release, found);
        }

        return page.ToString();
    }

    private static void Table(StringBuilder page, DebianRelease release, IReadOnlyList<ConformanceResult> found)
    {
        var properties = ConformanceProperties.All;
        page.Append($"\n## Debian {(release == DebianRelease.Bookworm ? "12" : "13")} ({release.ToString().ToLowerInvariant()})\n\n");
        page.Append($"| kind | cases | {string.Join(" | ", properties.Select(property => property.Replace('-', ' ')))} |\n");
        page.Append($"|---|---|{string.Concat(properties.Select(_ => "---|"))}\n");
        foreach (var kind in found.GroupBy(result => result.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var cells = properties.Select(property => Cell(kind.Where(result => result.Property == property)));
            page.Append($"| {kind.Key} | {kind.Select(result => result.Case).Distinct().Count()} | {string.Join(" | ", cells)} |\n");
        }
    }

    private static string Cell(IEnumerable<ConformanceResult> results) => results.Where(result => !result.Skipped).ToList() switch
    {
        [] => "–",
        var tried when tried.TrueForAll(result => result.Ok) => "✓",
        _ => "✗",
    };
}
