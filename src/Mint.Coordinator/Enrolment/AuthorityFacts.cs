using System.Security.Cryptography;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>Keeps the authority of coordinators that share a store: in the store, so that all sign with the same key.</summary>
/// <param name="queue">Writes.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthorityFacts(WriteQueue queue, TimeProvider time)
{
    private const string Name = "authority";

    /// <summary>Reads it, or makes it when there is none.</summary>
    /// <exception cref="InvalidOperationException">It can't be used; the message says how to mend that.</exception>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task<Authority> LoadAsync(CancellationToken ct)
    {
        var mine = Authority.MakePem(time);
        var pem = "";
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("INSERT INTO facts (name, value) VALUES (@Name, @mine) ON CONFLICT (name) DO NOTHING", new { Name, mine }, transaction);
                pem = await connection.ExecuteScalarAsync<string>("SELECT value FROM facts WHERE name = @Name", new { Name }, transaction) ?? "";
            },
            ct);
        try
        {
            return Authority.FromPem(pem, time);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"The store's fact '{Name}' is not a certificate with its key: {broken.Message}. Restore the database; without it every host must be enrolled anew.", broken);
        }
    }
}
