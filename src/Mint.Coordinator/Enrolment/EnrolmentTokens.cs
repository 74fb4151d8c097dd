using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>The single-use tokens with which hosts enrol. Only their hashes are stored.</summary>
internal sealed class EnrolmentTokens(AuthorityKeeper keeper, Database database, WriteQueue queue, TimeProvider time)
{
    /// <summary>How long one is good for when nothing else is asked.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(24);

    /// <summary>The longest that one may be good for.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(30);

    /// <summary>Makes one for a host; an unused one of the same host ends.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="who">Who asks for it.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<(string Text, DateTimeOffset ExpiresAt)> MakeAsync(string host, TimeSpan lifetime, string who, CancellationToken ct)
    {
        var (text, hash) = EnrolmentToken.Make(keeper.Authority.Pin);
        var now = time.GetUtcNow();
        var expires = now + lifetime;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await EndUnusedAsync(host, connection, transaction);
                await connection.ExecuteAsync("DELETE FROM enrolment_tokens WHERE expires_at < @old", new { old = (now - KeptAfterEnd).UtcTicks }, transaction);
                await connection.ExecuteAsync(
                    "INSERT INTO enrolment_tokens (hash, host, created_by, created_at, expires_at) VALUES (@hash, @host, @who, @now, @expires)",
                    new { hash, host, who, now = now.UtcTicks, expires = expires.UtcTicks },
                    transaction);
            },
            ct);
        return (text, expires);
    }

    /// <summary>Ends the host's tokens that nobody used.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> EndUnusedAsync(string host, DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync("DELETE FROM enrolment_tokens WHERE host = @host AND used_at IS NULL", new { host }, transaction);

    /// <summary>Why this token does not enrol this host now; null when it does. Nothing is used up.</summary>
    public async Task<TokenRefusal?> WhyNotAsync(string text, string host, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await WhyNotAsync(EnrolmentToken.HashOf(text), host, connection, null, ct);
    }

    /// <summary>Uses the token up, inside the transaction that enrols the host: of two at once, one wins.</summary>
    /// <returns>Null when this call used it; otherwise why not.</returns>
    public async Task<TokenRefusal?> UseAsync(string text, string host, DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        var hash = EnrolmentToken.HashOf(text);
        var used = await connection.ExecuteAsync(
            "UPDATE enrolment_tokens SET used_at = @now WHERE hash = @hash AND host = @host AND used_at IS NULL AND expires_at > @now",
            new { hash, host, now = time.GetUtcNow().UtcTicks },
            transaction);
        return used == 1 ? null : await WhyNotAsync(hash, host, connection, transaction, ct) ?? TokenRefusal.Unknown;
    }

    private async Task<TokenRefusal?> WhyNotAsync(string? hash, string host, DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        var row = hash is null
            ? null
            : await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                "SELECT host AS Host, expires_at AS ExpiresAt, used_at AS UsedAt FROM enrolment_tokens WHERE hash = @hash",
                new { hash },
                transaction,
                cancellationToken: ct));
        return row switch
        {
            null => TokenRefusal.Unknown,
            _ when row.Host != host => new TokenRefusal("token-of-another-host", "the token was made for another host"),
            { UsedAt: { } at } => new TokenRefusal("token-reused", $"the token was used already, at {Utc(at)}; make another: mint host add {host}"),
            _ when row.ExpiresAt <= time.GetUtcNow().UtcTicks => new TokenRefusal("token-expired", $"the token expired at {Utc(row.ExpiresAt)}; make another: mint host add {host}"),
            _ => null,
        };
    }

    private static string Utc(long ticks) => $"{new DateTimeOffset(ticks, TimeSpan.Zero):u}";

    private sealed class Row
    {
        public string Host { get; init; } = "";

        public long ExpiresAt { get; init; }

        public long? UsedAt { get; init; }
    }
}
