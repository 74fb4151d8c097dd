using System.Text.Json.Serialization;

namespace Mint.Coordinator.Notifications;

/// <summary>
/// What follows from what is so now and what was told before: one message when a condition begins, one when it is over, reminders between,
/// and all of one kind that begin or end within half a minute in one message. Pure.
/// </summary>
/// <param name="Kept">Notices that are new or changed.</param>
/// <param name="Forgotten">Notices that are done with.</param>
/// <param name="Tellings">Messages to send.</param>
internal sealed record NoticePlan(IReadOnlyList<Notice> Kept, IReadOnlyList<Notice> Forgotten, IReadOnlyList<Telling> Tellings)
{
    /// <summary>How long is waited for more of the same kind.</summary>
    public static readonly TimeSpan Gathers = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstReminder = TimeSpan.FromHours(1);
    private static readonly TimeSpan LastReminder = TimeSpan.FromDays(1);

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Kept.Count == 0 && Forgotten.Count == 0;

    /// <summary>Makes the plan.</summary>
    /// <param name="before">What is remembered.</param>
    /// <param name="conditions">What is so.</param>
    /// <param name="now">The clock.</param>
    public static NoticePlan Make(IReadOnlyCollection<Notice> before, IEnumerable<Condition> conditions, DateTimeOffset now)
    {
        var known = before.ToDictionary(n => (n.Kind, n.Subject));
        var current = conditions.DistinctBy(c => (c.Kind.Name, c.Subject)).ToDictionary(c => (c.Kind.Name, c.Subject));
        var after = current.Select(c => Renew(known.GetValueOrDefault(c.Key), c.Value, now))
            .Concat(before.Where(n => !current.ContainsKey((n.Kind, n.Subject))).Select(n => End(n, now)).OfType<Notice>())
            .ToDictionary(n => (n.Kind, n.Subject));
        var tellings = after.Values.GroupBy(n => n.Kind).SelectMany(kind => Tell(kind.Key, [.. kind], now)).ToList();
        foreach (var telling in tellings)
        {
            Settle(after, telling, now);
        }

        return new NoticePlan(
            [.. after.Where(n => n.Value != known.GetValueOrDefault(n.Key)).Select(n => n.Value)],
            [.. before.Where(n => !after.ContainsKey((n.Kind, n.Subject)))],
            tellings);
    }

    private static Notice Renew(Notice? known, Condition condition, DateTimeOffset now)
    {
        var detail = PlainText.Of(condition.Detail);
        return known is not null
            ? known with { Detail = detail, EndedAt = null }
            : new Notice
            {
                Kind = condition.Kind.Name,
                Subject = condition.Subject,
                Host = condition.Host,
                Detail = detail,
                Since = Math.Min(condition.Since.UtcTicks, now.UtcTicks),
                NoticedAt = now.UtcTicks,
            };
    }

    // What nobody was told of ends without a word.
    private static Notice? End(Notice notice, DateTimeOffset now) =>
        notice.ToldAt is null || !ConditionKind.All.TryGetValue(notice.Kind, out var kind) || !kind.Lasts
            ? null
            : notice.EndedAt is null ? notice with { EndedAt = now.UtcTicks } : notice;

    private static IEnumerable<Telling> Tell(string kind, IReadOnlyList<Notice> notices, DateTimeOffset now)
    {
        var begun = notices.Where(n => n.ToldAt is null).ToList();
        if (begun.Count > 0 && IsDue(begun.Min(n => n.NoticedAt), Gathers, now))
        {
            yield return new Telling(TellingKind.Began, kind, begun);
        }

        var ended = notices.Where(n => n.EndedAt is not null).ToList();
        if (ended.Count > 0 && IsDue(ended.Min(n => n.EndedAt ?? 0), Gathers, now))
        {
            yield return new Telling(TellingKind.Ended, kind, ended);
        }

        var lasting = notices.Where(n => n.EndedAt is null && n.ToldAt is not null).ToList();
        if (ConditionKind.All[kind].Lasts && lasting.Any(n => IsDue(n.ToldAt ?? 0, ReminderAfter(n.Told), now)))
        {
            yield return new Telling(TellingKind.Reminder, kind, lasting);
        }
    }

    private static void Settle(Dictionary<(string Kind, string Subject), Notice> after, Telling telling, DateTimeOffset now)
    {
        foreach (var notice in telling.Notices)
        {
            if (telling.Kind == TellingKind.Ended)
            {
                after.Remove((notice.Kind, notice.Subject));
            }
            else
            {
                after[(notice.Kind, notice.Subject)] = notice with { ToldAt = now.UtcTicks, Told = notice.Told + 1 };
            }
        }
    }

    // After an hour, then after two, four … and once a day: what lasts for days is known by then.
    private static TimeSpan ReminderAfter(long told)
    {
        var pause = FirstReminder * Math.Pow(2, Math.Clamp(told - 1, 0, 10));
        return pause < LastReminder ? pause : LastReminder;
    }

    private static bool IsDue(long since, TimeSpan after, DateTimeOffset now) => now.UtcTicks - since >= after.Ticks;
}

/// <summary>Something to be told.</summary>
/// <param name="Kind">That it began, lasts or is over.</param>
/// <param name="Condition">Name of the kind of condition.</param>
/// <param name="Notices">Of which ones.</param>
internal sealed record Telling(TellingKind Kind, string Condition, IReadOnlyList<Notice> Notices);

/// <summary>What is told of a condition.</summary>
internal enum TellingKind
{
    /// <summary>It began.</summary>
    [JsonStringEnumMemberName("began")]
    Began,

    /// <summary>It still is so.</summary>
    [JsonStringEnumMemberName("reminder")]
    Reminder,

    /// <summary>It is over.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
