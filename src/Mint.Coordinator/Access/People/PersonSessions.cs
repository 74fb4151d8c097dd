using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary>Sessions of people, kept in the store: one that is ended there is over at once, on every coordinator.</summary>
internal sealed partial class PersonSessions(Database database, WriteQueue queue, CoordinatorOptions options, TimeProvider time, ILogger<PersonSessions> logger)
{
    // No cookie begins so, and every token of the command line does: neither is taken in the other's place.
    private const string ToolsPrefix = "mintp_";
    private const int SecretBytes = 32;
    private const int MostCharacters = 100;
    private const string Columns =
        """
        hash AS Hash, person AS Person, role AS Role, customers AS Customers, issuer AS Issuer, id_token AS IdToken,
        created_at AS CreatedAt, seen_at AS SeenAt, ends_at AS EndsAt
        """;

    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>The hash to look up what somebody shows; null when it can't be one of ours.</summary>
    /// <param name="text">What they show.</param>
    /// <param name="kind">Where they show it.</param>
    public static string? HashOf(string text, SessionKind kind) =>
        text.Length is 0 or > MostCharacters || text.StartsWith(ToolsPrefix, StringComparison.Ordinal) != (kind == SessionKind.Tools)
            ? null
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Begins one, and clears away those that are over.</summary>
    /// <returns>The text of the cookie, or of the command line's token; it is nowhere else.</returns>
    public async Task<(string Text, PersonSession Session)> BeginAsync(Caller person, ProviderLogin login, SessionKind kind, CancellationToken ct)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var text = kind == SessionKind.Tools ? ToolsPrefix + secret : secret;
        var now = time.GetUtcNow();
        var session = new PersonSession
        {
            Hash = HashOf(text, kind) ?? throw new InvalidOperationException("a session's text is none of ours"),
            Person = person.Name,
            Role = person.Role.Word(),
            Customers = string.Join('\n', person.Customers),
            Issuer = login.Issuer,
            IdToken = login.IdToken,
            CreatedAt = now.UtcTicks,
            SeenAt = now.UtcTicks,
            EndsAt = (now + options.SessionLongest).UtcTicks,
        };
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    "DELETE FROM person_sessions WHERE ends_at <= @now OR seen_at <= @idle", new { now = now.UtcTicks, idle = (now - options.SessionIdle).UtcTicks }, transaction);
                await connection.ExecuteAsync(
                    """
                    INSERT INTO person_sessions (hash, person, role, customers, issuer, subject, provider_session, id_token, created_at, seen_at, ends_at)
                    VALUES (@Hash, @Person, @Role, @Customers, @Issuer, @Subject, @Session, @IdToken, @CreatedAt, @SeenAt, @EndsAt)
                    """,
                    new
                    {
                        session.Hash,
                        session.Person,
                        session.Role,
                        session.Customers,
                        session.Issuer,
                        login.Subject,
                        login.Session,
                        session.IdToken,
                        session.CreatedAt,
                        session.SeenAt,
                        session.EndsAt,
                    },
                    transaction);
            },
            ct);
        return (text, session);
    }

    /// <summary>The session with this hash, when it is good now.</summary>
    public async Task<PersonSession?> FindAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var session = await connection.QuerySingleOrDefaultAsync<PersonSession>(
            new CommandDefinition($"SELECT {Columns} FROM person_sessions WHERE hash = @hash", new { hash }, cancellationToken: ct));
        return session is not null && IsGood(session) ? session : null;
    }

    /// <summary>All that are good now, by name.</summary>
    public async Task<IReadOnlyList<PersonSession>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var all = await connection.QueryAsync<PersonSession>(new CommandDefinition($"SELECT {Columns} FROM person_sessions ORDER BY person, created_at", cancellationToken: ct));
        return [.. all.Where(IsGood)];
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
    public Task EndAsync(string hash, CancellationToken ct) => EndAsync("hash = @hash", new { hash }, ct);

    /// <summary>Ends all of a person; of everybody when none is named.</summary>
    /// <returns>How many.</returns>
    public Task<int> EndOfAsync(string? person, CancellationToken ct) => person is null ? EndAsync("1 = 1", new { }, ct) : EndAsync("person = @person", new { person }, ct);

    /// <summary>Ends those that began with a login that the identity provider calls over.</summary>
    /// <returns>How many; null when the token was taken before.</returns>
    public async Task<int?> EndOfProviderAsync(LogoutToken token, CancellationToken ct)
    {
        int? ended = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                ended = await UsedTokens.UseAsync(connection, transaction, $"{token.Issuer}\n{token.Id}", token.Until, time.GetUtcNow())
                    ? await connection.ExecuteAsync(
                        """
                        DELETE FROM person_sessions
                        WHERE issuer = @Issuer AND (@Subject = '' OR subject = @Subject) AND (@Session = '' OR provider_session = @Session) AND NOT (@Subject = '' AND @Session = '')
                        """,
                        new { token.Issuer, token.Subject, token.Session },
                        transaction)
                    : null;
            },
            ct);
        return ended;
    }

    /// <summary>Uses up a token of the identity provider that counts once.</summary>
    /// <param name="token">The token.</param>
    /// <param name="until">When it is too old to count, so that it may be forgotten.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>False when it was used before.</returns>
    public async Task<bool> UseAsync(string token, DateTimeOffset until, CancellationToken ct)
    {
        var isNew = false;
        await queue.WriteAsync(async (connection, transaction) => isNew = await UsedTokens.UseAsync(connection, transaction, token, until, time.GetUtcNow()), ct);
        return isNew;
    }

    // A provider that is no longer the one in coordinator.yaml vouches for nobody.
    private bool IsGood(PersonSession session)
    {
        var now = time.GetUtcNow();
        return session.EndsAt > now.UtcTicks
            && session.SeenAt > (now - options.SessionIdle).UtcTicks
            && (session.Issuer.Length == 0 || session.Issuer == options.Oidc?.Issuer);
    }

    private async Task<int> EndAsync(string which, object parameters, CancellationToken ct)
    {
        var ended = 0;
        await queue.WriteAsync(
            async (connection, transaction) => ended = await connection.ExecuteAsync($"DELETE FROM person_sessions WHERE {which}", parameters, transaction),
            ct);
        return ended;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of a session of {Person} could not be noted: {Reason}")]
    private partial void LogUse(string person, string reason);
}
