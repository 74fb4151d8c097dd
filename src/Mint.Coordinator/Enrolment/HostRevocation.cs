using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>Takes a host's access away: its certificates are worth nothing at once, and until a token that is made later was used.</summary>
internal sealed class HostRevocation(WriteQueue queue, Signals signals, TimeProvider time)
{
    /// <summary>Revokes a host, its unused tokens too.</summary>
    /// <returns>False when it has neither a certificate nor a token.</returns>
    public async Task<bool> RevokeAsync(string host, CancellationToken ct)
    {
        var found = false;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                var tokens = await EnrolmentTokens.EndUnusedAsync(host, connection, transaction);
                var rows = await connection.ExecuteAsync(
                    "UPDATE hosts SET revoked_at = COALESCE(revoked_at, @now) WHERE name = @host AND enrolled_at IS NOT NULL",
                    new { host, now = time.GetUtcNow().UtcTicks },
                    transaction);
                found = tokens + rows > 0;
            },
            ct);
        await signals.SendAsync(new Signal(SignalTopics.End, host), ct);
        await signals.SendAsync(new Signal(SignalTopics.Hosts, host), ct);
        return found;
    }
}
