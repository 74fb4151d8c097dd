using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Events;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>
/// Receives an agent that says hello: finds where both sides stand, gives the stream to this session, and raises what an honest agent
/// would not say.
/// </summary>
internal sealed class Admission(WriteQueue queue, Identity identity, EventLog events, SecurityAlarms alarms, Takeovers takeovers, TimeProvider time)
{
    private static readonly TimeSpan WorstClock = TimeSpan.FromMinutes(5);

    /// <summary>Admits it, or says why not.</summary>
    public async Task<Admitted> AdmitAsync(AgentIdentity agent, string session, Hello hello, CancellationToken ct)
    {
        var (before, known, revoked) = await TakeOverAsync(agent, session, hello, ct);
        if (before is null)
        {
            return Admitted.Refused("this host is not known here; enrol it again");
        }

        if (revoked)
        {
            return Admitted.Refused("this host's certificate was revoked; enrol it again");
        }

        if (before.MachineId.Length > 0 && before.MachineId != hello.MachineId)
        {
            const string why = "its certificate is used on another machine than the one that enrolled";
            await alarms.RaiseAsync(agent.Host, agent.Host, "other-machine", $"{agent.Host} was refused: {why}. If it was moved or installed anew, enrol it again; else revoke it", ct);
            return Admitted.Refused(why);
        }

        await RaiseAsync(agent.Host, before, hello, ct);
        return new Admitted(null, known, before);
    }

    private async Task<(HostRow? Before, long Acknowledged, bool Revoked)> TakeOverAsync(AgentIdentity agent, string session, Hello hello, CancellationToken ct)
    {
        var host = agent.Host;
        HostRow? before = null;
        long acknowledged = 0;
        var revoked = false;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                before = await connection.QuerySingleOrDefaultAsync<HostRow>($"SELECT {HostRow.Columns} FROM hosts WHERE name = @host", new { host }, transaction);
                if (before is null || (before.MachineId.Length > 0 && before.MachineId != hello.MachineId))
                {
                    return;
                }

                // A ledger that was put back from a backup was heard before; what is stored of it is not wanted again.
                acknowledged = before.LedgerId == hello.LedgerId
                    ? before.Acknowledged
                    : await connection.ExecuteScalarAsync<long?>(
                        "SELECT max(sequence) FROM events WHERE host = @host AND ledger_id = @LedgerId", new { host, hello.LedgerId }, transaction) ?? 0;
                // The certificate was looked at when the call began; it may have been revoked, or replaced, before the hello came.
                revoked = await connection.ExecuteAsync(
                    """
                    UPDATE hosts SET session_id = @session, connected_to = @instance, last_seen_at = @now, ledger_id = @LedgerId, acknowledged = @acknowledged,
                        machine_id = @MachineId,
                        state_since = CASE WHEN state = 'silent' THEN @now ELSE state_since END,
                        reason = CASE WHEN state = 'silent' THEN reported_reason ELSE reason END,
                        state = CASE WHEN state <> 'silent' THEN state WHEN reported_state = '' THEN 'starting' ELSE reported_state END
                    WHERE name = @host AND revoked_at IS NULL AND enrolment = @Enrolment
                    """,
                    new { host, session, instance = identity.Instance, now = time.GetUtcNow().UtcTicks, hello.LedgerId, acknowledged, hello.MachineId, agent.Enrolment },
                    transaction) == 0;
            },
            ct);
        return (before, acknowledged, revoked);
    }

    private async Task RaiseAsync(string host, HostRow before, Hello hello, CancellationToken ct)
    {
        if (before.State == Standing.Silent)
        {
            await events.TellAsync(host, "silence", "returned", $"{host} is heard again", commit: "", ct);
        }

        var skew = hello.SentAt.ToDateTimeOffset() - time.GetUtcNow();
        if (skew.Duration() > WorstClock)
        {
            await alarms.RaiseAsync(host, host, "clock-skew", $"the clock of {host} is {skew.Duration().TotalMinutes:0} min {(skew > TimeSpan.Zero ? "ahead" : "behind")}", ct);
        }

        if (before.SessionId.Length > 0 && takeovers.IsSuspicious(host))
        {
            await alarms.RaiseAsync(host, host, "two-streams", $"two streams take turns as {host}: its certificate is in use twice. Revoke it and enrol the host again", ct);
        }

        await RaiseWalkedBackAsync(host, before, hello, ct);
    }

    private async Task RaiseWalkedBackAsync(string host, HostRow before, Hello hello, CancellationToken ct)
    {
        if (before.WitnessedCommit.Length == 0 || before.WitnessedCommit == hello.AcceptedCommit)
        {
            return;
        }

        if (hello.AcceptedCommit.Length == 0)
        {
            await alarms.RaiseAsync(host, host, "lost-ledger", $"{host} lost its memory of what it accepted; it holds every commit that does not contain {before.WitnessedCommit[..7]}", ct);
            return;
        }

        long behind = 0;
        await queue.WriteAsync(
            async (connection, transaction) => behind = await connection.ExecuteScalarAsync<long>(
                WitnessedHead.IsBehind, new { witnessed = before.WitnessedCommit, accepted = hello.AcceptedCommit }, transaction),
            ct);
        if (behind > 0)
        {
            await alarms.RaiseAsync(
                host, host, "walked-back", $"{host} offers {hello.AcceptedCommit[..7]}, though it had accepted {before.WitnessedCommit[..7]} before; it holds until that is in its history", ct);
        }
    }
}

/// <summary>What became of a hello.</summary>
/// <param name="Refusal">Why the agent is not let in; null when it is.</param>
/// <param name="Acknowledged">Events of its ledger that are stored already.</param>
/// <param name="Before">The host's row as it was.</param>
internal sealed record Admitted(string? Refusal, long Acknowledged, HostRow? Before)
{
    public static Admitted Refused(string reason) => new(reason, 0, null);
}
