using Google.Protobuf;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>Takes in the messages of an admitted agent, one after the other.</summary>
internal sealed class Intake(ReportStore reports, EventStore events, ICertificateRenewal renewal, TurnPlaces turns, PeerPlaces peers, KnockDesk knocks, MeshStore meshes, Presence presence, ChangeNews news, IngestMetrics metrics, TimeProvider time)
{
    /// <summary>Stores one message and answers it. A hello comes only once, so another one is passed over.</summary>
    public async Task TakeAsync(AgentSession session, ConnectRequest message, CancellationToken ct)
    {
        presence.Hear(session.Agent.Host, message.MessageCase == ConnectRequest.MessageOneofCase.Heartbeat ? message.Heartbeat.Outbox : null);
        switch (message.MessageCase)
        {
            case ConnectRequest.MessageOneofCase.Heartbeat:
                if (message.Heartbeat.StateHash != session.StateHash)
                {
                    session.AskForReport("the state that is stored is not the agent's");
                }

                break;
            case ConnectRequest.MessageOneofCase.FullReport:
                await reports.StoreAsync(session.Agent.Host, message.FullReport, ct);
                Acknowledge(session, message.FullReport.StateHash);
                break;
            case ConnectRequest.MessageOneofCase.ReportDelta:
                await TakeAsync(session, message.ReportDelta, ct);
                break;
            case ConnectRequest.MessageOneofCase.EventBatch:
                await TakeAsync(session, message.EventBatch, ct);
                break;
            case ConnectRequest.MessageOneofCase.CertificateRequest:
                await RenewAsync(session, message.CertificateRequest, ct);
                break;
            case ConnectRequest.MessageOneofCase.TurnRequest:
                var (row, grant) = await turns.TakeAsync(session.Agent.Host, message.TurnRequest, ct);
                session.TellTurn(row, grant, asked: true);
                break;
            case ConnectRequest.MessageOneofCase.PeerFacts:
                await TakeAsync(session, message.PeerFacts, ct);
                break;
            case ConnectRequest.MessageOneofCase.KnockResult:
                await knocks.TakeAsync(session.Agent.Host, message.KnockResult, ct);
                break;
            case ConnectRequest.MessageOneofCase.MeshReport:
                await meshes.StoreAsync(session.Agent.Host, message.MeshReport, ct);
                news.Changed(session.Agent.Host);
                break;
        }
    }

    private async Task TakeAsync(AgentSession session, SignedPeerFacts signed, CancellationToken ct)
    {
        if (await peers.TakeAsync(session.Agent.Host, signed, ct) is { } sequence)
        {
            session.Send(new ConnectResponse { PeerFactsAcknowledgement = new PeerFactsAcknowledgement { Sequence = sequence } });
        }
    }

    private async Task TakeAsync(AgentSession session, ReportDelta delta, CancellationToken ct)
    {
        if (await reports.StoreAsync(session.Agent.Host, delta, ct))
        {
            Acknowledge(session, delta.StateHash);
        }
        else
        {
            session.AskForReport("the delta does not go with the state that is stored");
        }
    }

    private void Acknowledge(AgentSession session, string hash)
    {
        (session.StateHash, session.AwaitsReport) = (hash, false);
        session.Send(new ConnectResponse { ReportAcknowledgement = new ReportAcknowledgement { StateHash = hash } });
        news.Changed(session.Agent.Host);
    }

    private async Task TakeAsync(AgentSession session, EventBatch batch, CancellationToken ct)
    {
        var stored = await events.StoreAsync(session.Agent.Host, session.Ledger, batch.Events, ct);
        session.Send(new ConnectResponse { EventAcknowledgement = new EventAcknowledgement { Sequence = batch.Events[^1].Sequence } });
        news.Stored([.. stored.Select(s => s.Id)]);
        foreach (var (_, told) in stored)
        {
            metrics.Stored(told, time.GetUtcNow());
        }
    }

    private async Task RenewAsync(AgentSession session, CertificateRequest request, CancellationToken ct)
    {
        var chain = await renewal.RenewAsync(session.Agent, request.Csr.ToByteArray(), ct);
        var grant = new CertificateGrant();
        grant.Chain.AddRange(chain.Select(ByteString.CopyFrom));
        using var leaf = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(chain[0]);
        session.Expire(leaf.NotAfter.ToUniversalTime());
        session.Send(new ConnectResponse { CertificateGrant = grant });
    }
}
