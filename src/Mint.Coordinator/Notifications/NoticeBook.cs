using System.Data.Common;
using System.Globalization;
using Dapper;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Notifications;

/// <summary>
/// Remembers what was told, in the store: neither a restart nor another coordinator repeats or forgets a message. What is noticed and
/// the messages that follow from it are written together or not at all.
/// </summary>
internal sealed class NoticeBook(Database database, WriteQueue queue, Identity identity, CoordinatorOptions options, IEnumerable<INotifyTarget> targets, TimeProvider time)
{
    // More wait only for a target that has been away for long; the newest tell what is so.
    private const int MostWaiting = 1_000;

    // Longer than couriers try: what is left then is for a target that is no longer configured.
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(2);

    /// <summary>Takes in what is so now; true when there are new messages.</summary>
    /// <exception cref="DbException">The store can't be written.</exception>
    public async Task<bool> UpdateAsync(IReadOnlyList<Condition> conditions, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var plan = NoticePlan.Make(await ReadAsync(ct), conditions, now);
        if (plan.IsEmpty)
        {
            return false;
        }

        var messages = plan.Tellings.Select(t => Message.Of(t, options.Url.Host, now)).ToList();
        await queue.WriteAsync((connection, transaction) => WriteAsync(plan, messages, conditions.Max(c => (long?)c.Event) ?? 0, now, connection, transaction), ct);
        return messages.Count > 0;
    }

    private async Task<IReadOnlyList<Notice>> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Notice>(new CommandDefinition($"SELECT {Notice.Columns} FROM notices", cancellationToken: ct))];
    }

    private async Task WriteAsync(
        NoticePlan plan, IReadOnlyList<Message> messages, long noticed, DateTimeOffset now, DbConnection connection, DbTransaction transaction)
    {
        // Whoever lost the lease meanwhile leaves it to the one who has it.
        var holder = await connection.ExecuteScalarAsync<string?>("SELECT holder FROM leases WHERE name = 'leader'", transaction: transaction);
        if (holder != identity.Instance)
        {
            return;
        }

        await connection.ExecuteAsync("DELETE FROM notices WHERE kind = @Kind AND subject = @Subject", plan.Forgotten, transaction);
        await connection.ExecuteAsync(Keep, plan.Kept, transaction);
        if (noticed > 0)
        {
            await connection.ExecuteAsync(
                "INSERT INTO facts (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                new { name = SecurityConditions.Noticed, value = noticed.ToString(CultureInfo.InvariantCulture) },
                transaction);
        }

        foreach (var target in targets)
        {
            await connection.ExecuteAsync(
                "INSERT INTO messages (target, body, created_at, next_at) VALUES (@target, @body, @at, @at)",
                messages.Select(m => new { target = target.Name, body = m.ToJson(), at = now.UtcTicks }),
                transaction);
        }

        await connection.ExecuteAsync(Trim, targets.Select(t => new { target = t.Name, MostWaiting, old = (now - Lasts).UtcTicks }), transaction);
    }

    private const string Keep = """
        INSERT INTO notices (kind, subject, host, detail, since, noticed_at, told_at, told, ended_at)
        VALUES (@Kind, @Subject, @Host, @Detail, @Since, @NoticedAt, @ToldAt, @Told, @EndedAt)
        ON CONFLICT (kind, subject) DO UPDATE SET detail = excluded.detail, told_at = excluded.told_at, told = excluded.told, ended_at = excluded.ended_at
        """;

    private const string Trim = """
        DELETE FROM messages WHERE created_at < @old
            OR (target = @target AND id NOT IN (SELECT id FROM messages WHERE target = @target ORDER BY id DESC LIMIT @MostWaiting))
        """;
}
