namespace Mint.Core.Config;

/// <summary>Puts problems in the order in which a person mends them.</summary>
public static class ProblemOrder
{
    /// <summary>By file, line and column; what two layers or two hosts say of one place, once.</summary>
    public static IReadOnlyList<Problem> Sort(params IEnumerable<Problem> problems) =>
    [
        .. problems.DistinctBy(p => (p.Origin, p.Message))
            .OrderBy(p => p.Origin.File, StringComparer.Ordinal)
            .ThenBy(p => p.Origin.Line)
            .ThenBy(p => p.Origin.Column),
    ];
}
