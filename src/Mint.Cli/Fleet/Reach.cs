using Mint.Cli.Reports;

namespace Mint.Cli.Fleet;

/// <summary>How far back events are asked: at least so many, and on to the last one that is known, so that none is missed between two looks.</summary>
/// <param name="Limit">How many are wanted.</param>
/// <param name="Known">Number of the newest event that is known; null when there is none.</param>
internal readonly record struct Reach(int Limit, ulong? Known = null)
{
    /// <summary>However much happened between two looks, this many are caught up with.</summary>
    public const int Longest = 20_000;

    /// <summary>Whether these, newest first, are enough.</summary>
    public bool IsEnough(IReadOnlyList<HostEventReport> events)
    {
        var known = Known;
        return events.Count >= Longest || (events.Count >= Limit && (known is null || events[^1].Id <= known));
    }

    /// <summary>Those of whole pages that were asked for.</summary>
    public IReadOnlyList<HostEventReport> Shown(IReadOnlyList<HostEventReport> events)
    {
        var known = Known;
        var news = known is null ? 0 : events.Count(e => e.Id > known);
        return [.. events.Take(Math.Max(Limit, news))];
    }
}
