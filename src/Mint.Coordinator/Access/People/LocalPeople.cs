using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary>The one admin who logs in with a password of this coordinator's own. Passwords are made here, long and random; only their hash is kept (PBKDF2 as ASP.NET Core Identity does it).</summary>
internal sealed class LocalPeople(Database database, WriteQueue queue, CoordinatorOptions options, TimeProvider time)
{
    /// <summary>What that admin is called.</summary>
    public const string Admin = "admin";

    /// <summary>How long a new password counts where there is an identity provider: long enough to mend that.</summary>
    public static readonly TimeSpan BesideProvider = TimeSpan.FromHours(1);

    private const int PasswordCharacters = 24;

    // Without those that are mistaken for each other on paper.
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly PasswordHasher<string> Hasher = new();

    // So that a name that nobody has takes as long as one that somebody has.
    private static readonly Lazy<string> Nobodys = new(() => Hasher.HashPassword("", Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    /// <summary>Makes the admin if there is none, and no identity provider either.</summary>
    /// <returns>The password, which is shown once; null when there was one already, or none is needed.</returns>
    public async Task<string?> MakeFirstAsync(CancellationToken ct) => options.Oidc is null ? await SetAsync("ON CONFLICT (name) DO NOTHING", ct) : null;

    /// <summary>Gives the admin a new password and ends their sessions; makes the admin if there is none.</summary>
    /// <returns>The password, which is shown once.</returns>
    public async Task<string> ResetAsync(CancellationToken ct) =>
        await SetAsync("ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at", ct)
        ?? throw new InvalidOperationException("the password could not be set");

    /// <summary>The person's role, when the password is theirs.</summary>
    /// <returns>Null when there is nobody of this name, the password is another one, or it counts no longer.</returns>
    public async Task<Role?> CheckAsync(string name, string password, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var since = options.Oidc is null ? 0 : (time.GetUtcNow() - BesideProvider).UtcTicks;
        var (hash, role) = await connection.QuerySingleOrDefaultAsync<(string? Hash, string? Role)>(
            new CommandDefinition("SELECT password_hash, role FROM people WHERE name = @name AND changed_at > @since", new { name, since }, cancellationToken: ct));
        var right = Hasher.VerifyHashedPassword(name, hash ?? Nobodys.Value, password) != PasswordVerificationResult.Failed;
        return hash is not null && right ? Roles.Read(role ?? "") : null;
    }

    private async Task<string?> SetAsync(string conflict, CancellationToken ct)
    {
        var password = RandomNumberGenerator.GetString(Letters, PasswordCharacters);
        var row = new { name = Admin, hash = Hasher.HashPassword(Admin, password), role = Roles.Admin, now = time.GetUtcNow().UtcTicks };
        var made = 0;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                made = await connection.ExecuteAsync(
                    $"INSERT INTO people (name, password_hash, role, changed_at) VALUES (@name, @hash, @role, @now) {conflict}", row, transaction);
                if (made > 0)
                {
                    await connection.ExecuteAsync("DELETE FROM person_sessions WHERE person = @name AND issuer = ''", row, transaction);
                }
            },
            ct);
        return made > 0 ? password : null;
    }
}
