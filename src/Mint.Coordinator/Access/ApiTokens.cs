using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access;

/// <summary>What people and tools log in with. Only hashes are stored: the secret is random enough that a plain hash can't be turned back.</summary>
internal sealed partial class ApiTokens(Database database, WriteQueue queue, TimeProvider time, ILogger<ApiTokens> logger)
{
    /// <summary>How long one is good for when nothing else is asked.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromDays(90);

    /// <summary>The longest that one may be good for.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    private const string Prefix = "mint_";
    private const int SecretBytes = 32;
    private const int MostCharacters = 100;
    private const string Columns =
        "name AS Name, role AS Role, customers AS Customers, created_at AS CreatedAt, expires_at AS ExpiresAt, last_used_at AS LastUsedAt, revoked_at AS RevokedAt";

    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> usesNoted = new();

    /// <summary>The hash to look up; null when the text has not the form of a token.</summary>
    public static string? HashOf(string text) =>
        text.Length <= MostCharacters && text.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))) : null;

    /// <summary>Makes one.</summary>
    /// <param name="wish">What it shall be.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The text, which is shown once; null when the name is taken by a token that is good.</returns>
    public async Task<(string Text, ApiTokenRow Row)?> MakeAsync(TokenWish wish, CancellationToken ct)
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.GetUtcNow();
        var row = new ApiTokenRow
        {
            Name = wish.Name,
            Role = wish.Role.Word(),
            Customers = string.Join('\n', wish.Customers),
            CreatedAt = now.UtcTicks,
            ExpiresAt = (now + wish.Lifetime).UtcTicks,
        };
        var made = 0;
        await queue.WriteAsync(
            async (connection, transaction) => made = await connection.ExecuteAsync(
                """
                INSERT INTO api_tokens (name, hash, role, customers, created_at, expires_at) VALUES (@Name, @hash, @Role, @Customers, @CreatedAt, @ExpiresAt)
                ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, role = excluded.role, customers = excluded.customers,
                    created_at = excluded.created_at, expires_at = excluded.expires_at, last_used_at = NULL, revoked_at = NULL
                WHERE api_tokens.revoked_at IS NOT NULL OR api_tokens.expires_at <= @CreatedAt
                """,
                new { row.Name, hash = HashOf(text), row.Role, row.Customers, row.CreatedAt, row.ExpiresAt },
                transaction),
            ct);
        return made == 1 ? (text, row) : null;
    }

    /// <summary>All that are not revoked, by name.</summary>
    public async Task<IReadOnlyList<ApiTokenRow>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<ApiTokenRow>(new CommandDefinition($"SELECT {Columns} FROM api_tokens WHERE revoked_at IS NULL ORDER BY name", cancellationToken: ct))];
    }

    /// <summary>Revokes one: from now on it is refused.</summary>
    /// <returns>False when there is none of this name, or it was revoked before.</returns>
    public async Task<bool> RevokeAsync(string name, CancellationToken ct)
    {
        var revoked = 0;
        await queue.WriteAsync(
            async (connection, transaction) => revoked = await connection.ExecuteAsync(
                "UPDATE api_tokens SET revoked_at = @now WHERE name = @name AND revoked_at IS NULL", new { name, now = time.GetUtcNow().UtcTicks }, transaction),
            ct);
        return revoked == 1;
    }

    /// <summary>The token with this hash, be it good or not; null when there is none.</summary>
    public async Task<ApiTokenRow?> FindAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ApiTokenRow>(
            new CommandDefinition($"SELECT {Columns} FROM api_tokens WHERE hash = @hash", new { hash }, cancellationToken: ct));
    }

    /// <summary>Whether the token of this name is good now: for streams, which outlive the call that was let in.</summary>
    public async Task<bool> IsGoodAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM api_tokens WHERE name = @name AND revoked_at IS NULL AND expires_at > @now", new { name, now = time.GetUtcNow().UtcTicks }, cancellationToken: ct)) > 0;
    }

    /// <summary>Notes that it was used, once a minute at most. A store that takes no writes now does not keep anybody out.</summary>
    public async Task NoteUseAsync(ApiTokenRow token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (token.LastUsedAt > (now - UseNotedEvery).UtcTicks || usesNoted.TryGetValue(token.Name, out var noted) && now < noted + UseNotedEvery)
        {
            return;
        }

        usesNoted[token.Name] = now;
        try
        {
            await queue.WriteAsync(
                (connection, transaction) => connection.ExecuteAsync("UPDATE api_tokens SET last_used_at = @now WHERE name = @Name", new { now = now.UtcTicks, token.Name }, transaction),
                ct);
        }
        catch (DbException away)
        {
            LogUse(token.Name, away.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of token {Name} could not be noted: {Reason}")]
    private partial void LogUse(string name, string reason);
}
