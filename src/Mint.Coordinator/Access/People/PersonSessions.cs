using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary>Sessions of people, kept in the store: one that is ended there is over at once, on every coordinator.</summary>
internal sealed partial class PersonSessions(Database database, WriteQueue queue, TimeProvider time, ILogger<PersonSessions> logger)
{
    /// <summary>How long one lasts when it is not used.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

    /// <summary>How long one lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private const int SecretBytes = 32;
    private const int MostCharacters = 100;
    private const string Columns = "hash AS Hash, person AS Person, role AS Role, customers AS Customers, seen_at AS SeenAt, ends_at AS EndsAt";

    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>The hash to look a cookie up by; null when it can't be one of ours.</summary>
    public static string? HashOf(string text) =>
        text.Length is 0 or > MostCharacters ? null : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Begins one, and clears away those that are over.</summary>
    /// <returns>The cookie's text.</returns>
    public async Task<string> BeginAsync(string person, Role role, IEnumerable<string> customers, CancellationToken ct)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.GetUtcNow();
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    "DELETE FROM person_sessions WHERE ends_at <= @now OR seen_at <= @idle", new { now = now.UtcTicks, idle = (now - Idle).UtcTicks }, transaction);
                await connection.ExecuteAsync(
                    """
                    INSERT INTO person_sessions (hash, person, role, customers, created_at, seen_at, ends_at)
                    VALUES (@hash, @person, @role, @customers, @now, @now, @ends)
                    """,
                    new { hash = HashOf(text), person, role = role.Word(), customers = string.Join('\n', customers), now = now.UtcTicks, ends = (now + Longest).UtcTicks },
                    transaction);
            },
            ct);
        return text;
    }

    /// <summary>The session with this hash, when it is good now.</summary>
    public async Task<PersonSession?> FindAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var session = await connection.QuerySingleOrDefaultAsync<PersonSession>(
            new CommandDefinition($"SELECT {Columns} FROM person_sessions WHERE hash = @hash", new { hash }, cancellationToken: ct));
        return session?.IsGood(time.GetUtcNow()) == true ? session : null;
    }

    /// <summary>Notes that it was used, once a minute at most. A store that takes no writes now does not keep anybody out.</summary>
    public async Task NoteUseAsync(PersonSession session, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (session.SeenAt > (now - UseNotedEvery).UtcTicks)
        {
            return;
        }

        try
        {
            await queue.WriteAsync(
                (connection, transaction) => connection.ExecuteAsync(
                    "UPDATE person_sessions SET seen_at = @now WHERE hash = @Hash", new { now = now.UtcTicks, session.Hash }, transaction),
                ct);
        }
        catch (DbException away)
        {
            LogUse(session.Person, away.Message);
        }
    }

    /// <summary>Ends one.</summary>
    public Task EndAsync(string hash, CancellationToken ct) =>
        queue.WriteAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM person_sessions WHERE hash = @hash", new { hash }, transaction), ct);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of a session of {Person} could not be noted: {Reason}")]
    private partial void LogUse(string person, string reason);
}
