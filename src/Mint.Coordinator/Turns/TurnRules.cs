using System.Globalization;

namespace Mint.Coordinator.Turns;

/// <summary>
/// Who goes next. Pure: rows and the time come in, the rows that change come out. One host of a group at a time, rings in their order; a host
/// that does not come back from its turn keeps the others waiting until it is well or a person ends its turn.
/// </summary>
/// <param name="now">The time.</param>
internal sealed class TurnRules(DateTimeOffset now)
{
    /// <summary>How long a turn lasts: a reboot with all that starts after it.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, TurnRow> taken = new(StringComparer.Ordinal);
    private readonly List<TurnRow> kept = [];

    /// <summary>Hosts that lose their place, since they are out.</summary>
    public List<TurnRow> Dropped { get; } = [];

    /// <summary>Hosts whose turn begins now.</summary>
    public List<TurnRow> Granted { get; } = [];

    /// <summary>Hosts that did not come back in time.</summary>
    public List<TurnRow> Late { get; } = [];

    /// <summary>Every row that is to be written, as it shall be.</summary>
    public List<TurnRow> Changed { get; } = [];

    /// <summary>Whether nothing is to be done.</summary>
    public bool IsQuiet => Changed.Count == 0 && Dropped.Count == 0;

    /// <summary>Decides.</summary>
    /// <param name="rows">All places.</param>
    public TurnRules Work(IReadOnlyList<TurnRow> rows)
    {
        Dropped.AddRange(rows.Where(row => !row.IsIn));
        var places = rows.Where(row => row.IsIn).ToLookup(row => row.State == TurnRow.Waiting);
        foreach (var holder in places[false].OrderBy(row => row.Since).ThenBy(row => row.Host, StringComparer.Ordinal))
        {
            Keep(EndInTime(holder));
        }

        foreach (var ring in places[true].GroupBy(row => row.Ordinal).OrderBy(ring => ring.Key))
        {
            var earlier = Worst(kept.Where(row => row.Ordinal < ring.Key && !(row.State == TurnRow.Waiting && row.IsSilent)));
            foreach (var row in ring.OrderBy(row => row.Since).ThenBy(row => row.Host, StringComparer.Ordinal))
            {
                Decide(row, earlier);
            }
        }

        return this;
    }

    private TurnRow EndInTime(TurnRow holder)
    {
        if (holder.State == TurnRow.Overdue || holder.Until > now.UtcTicks)
        {
            return holder;
        }

        var reason = $"has not come back from its turn since {Clock(holder)}";
        var late = holder with { State = TurnRow.Overdue, Reason = reason, Detail = reason };
        Late.Add(late);
        Changed.Add(late);
        return late;
    }

    private void Decide(TurnRow row, TurnRow? earlier)
    {
        if (Worst([.. row.Shares.Select(taken.GetValueOrDefault).OfType<TurnRow>(), .. earlier is null ? [] : new[] { earlier }]) is { } first)
        {
            Wait(row, Why(row, first, named: first.Customer == row.Customer), Why(row, first, named: true));
        }
        else if (!row.IsConnected)
        {
            const string Away = "it comes next, once it is connected";
            Wait(row, Away, Away);
        }
        else
        {
            var granted = row with { State = TurnRow.Holding, Since = now.UtcTicks, Until = (now + Lasts).UtcTicks, Reason = "", Detail = "" };
            Granted.Add(granted);
            Changed.Add(granted);
            Keep(granted);
        }
    }

    private void Wait(TurnRow row, string reason, string detail)
    {
        if ((row.Reason, row.Detail) != (reason, detail))
        {
            row = row with { Reason = reason, Detail = detail };
            Changed.Add(row);
        }

        kept.Add(row);
    }

    private void Keep(TurnRow holder)
    {
        kept.Add(holder);
        foreach (var share in holder.Shares)
        {
            // The one that does not come back is what a person has to know of.
            taken[share] = taken.TryGetValue(share, out var other) && Urgency(other) <= Urgency(holder) ? other : holder;
        }
    }

    private static TurnRow? Worst(IEnumerable<TurnRow> rows) => rows.MinBy(Urgency);

    private static int Urgency(TurnRow row) => row.State switch
    {
        TurnRow.Overdue => 0,
        TurnRow.Holding => 1,
        _ => 2,
    };

    // Whose customer is another learns neither the host's name nor that of a ring or group.
    private static string Why(TurnRow row, TurnRow first, bool named)
    {
        var who = named ? first.Host : "another host";
        var where = first.Ordinal >= row.Ordinal ? "" : named && first.Ring.Length > 0 ? $" of ring {first.Ring}, which comes before," : " of a ring before its own,";
        var what = first.State switch
        {
            TurnRow.Overdue => $"which has not come back from its turn since {Clock(first)}",
            TurnRow.Holding => $"whose turn it is until {Clock(first)}",
            _ => "which waits for its turn as well",
        };
        return $"waits for {who}{(where.Length > 0 ? where : ",")} {what}";
    }

    private static string Clock(TurnRow row) =>
        new DateTimeOffset(row.Until ?? row.Since, TimeSpan.Zero).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
