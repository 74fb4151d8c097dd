using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Mint.Coordinator.Access.People;

/// <summary>Remembers tokens of the identity provider that count once, on all coordinators together.</summary>
internal static class UsedTokens
{
    /// <summary>Uses one up.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="transaction">In which what the token is good for is done too.</param>
    /// <param name="token">What tells it from others.</param>
    /// <param name="until">When it is too old to count, so that it may be forgotten.</param>
    /// <param name="now">Now.</param>
    /// <returns>False when it was used before.</returns>
    public static async Task<bool> UseAsync(DbConnection connection, DbTransaction transaction, string token, DateTimeOffset until, DateTimeOffset now)
    {
        await connection.ExecuteAsync("DELETE FROM used_tokens WHERE until < @now", new { now = now.UtcTicks }, transaction);
        var id = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return await connection.ExecuteAsync(
            "INSERT INTO used_tokens (id, until) VALUES (@id, @until) ON CONFLICT (id) DO NOTHING", new { id, until = until.UtcTicks }, transaction) == 1;
    }
}
