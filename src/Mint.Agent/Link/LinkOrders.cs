using Mint.Agent.Link.Knocks;
using Mint.Agent.Link.Mesh;
using Mint.Agent.Link.Peers;
using Mint.Agent.Loop;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>Does what the coordinator may ask for. The list is closed: it can let a host look at Git, and hold it back from a commit or from what takes a turn; and let it knock at another host; it can't say what the host shall be. What it hands on of peers counts only with their own signatures.</summary>
internal sealed partial class LinkOrders(LinkState link, AgentState state, ILedger ledger, GitWakeUps wakeUps, TurnKeeper turns, PeerKeeper peers, MeshVoice mesh, Knocker knocker, ILogger<LinkOrders> logger)
{
    /// <summary>Under which a warning of the link is kept.</summary>
    public const string Topic = "coordinator";

    private const int LongestReason = 500;

    /// <summary>The coordinator welcomed this host.</summary>
    public void Welcome(Wire.Welcome welcome)
    {
        if (IsCommit(welcome.WitnessedCommit) && welcome.WitnessedCommit != ledger.ReadFact(LedgerFacts.WitnessedCommit))
        {
            ledger.WriteFact(LedgerFacts.WitnessedCommit, welcome.WitnessedCommit);
            wakeUps.Ask();
        }

        turns.Connected();
        peers.Connected(welcome.SeenAddress);
        mesh.Connected();
        state.Warn(Topic, null);
        LogUp();
        link.RaiseUp(Map(welcome.RolloutRelease));
        if (state.Waiting is not null)
        {
            wakeUps.Ask();
        }
    }

    /// <summary>Something may be new in Git.</summary>
    public void Wake(Wire.Wake wake)
    {
        var reason = CommitMessage.Printable(wake.Reason, LongestReason);
        LogWoken(reason);
        wakeUps.Ask();
    }

    /// <summary>Other commits may be followed.</summary>
    public void LetFollow(Wire.RolloutRelease release)
    {
        var released = Map(release);
        if (released != link.Release)
        {
            link.LetFollow(released);
            wakeUps.Ask();
        }
    }

    /// <summary>How this host's turn stands.</summary>
    public void TakeTurn(Wire.TurnGrant grant) => turns.Take(grant);

    /// <summary>Facts of this host are stored.</summary>
    public void TakePeers(Wire.PeerFactsAcknowledgement acknowledgement) => peers.Take(acknowledgement);

    /// <summary>What other members said.</summary>
    public void TakePeers(Wire.PeerUpdate update) => peers.Take(update);

    /// <summary>Another host wants to know whether it can be reached from here.</summary>
    public void Knock(Wire.KnockOrder order) => knocker.Take(order);

    private static Release Map(Wire.RolloutRelease? release) => release is null
        ? new Release(All: false, "", "the coordinator has not said yet")
        : new Release(release.All, IsCommit(release.Commit) ? release.Commit : "", CommitMessage.Printable(release.Reason, LongestReason));

    private static bool IsCommit(string id) => id.Length is 40 or 64 && id.All(char.IsAsciiHexDigitLower);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the coordinator")]
    private partial void LogUp();

    [LoggerMessage(Level = LogLevel.Information, Message = "The coordinator says to look at Git: {Reason}")]
    private partial void LogWoken(string reason);
}
