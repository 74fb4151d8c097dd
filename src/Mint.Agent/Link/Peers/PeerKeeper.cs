using System.Net;
using Mint.Agent.Configuration;
using Mint.Agent.Link.Identity;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Mint.Modules.WireGuard;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Peers;

/// <summary>
/// What this host and the others said of themselves for the WireGuard networks. It tells the coordinator when this host's keys or endpoints are
/// other ones, believes of others what their hosts signed, and keeps all of it in the ledger.
/// </summary>
internal sealed partial class PeerKeeper(
    AgentOptions options, LinkState link, ILedger ledger, IHost host, OwnAddresses addresses, TimeProvider time, ILogger<PeerKeeper> logger) : ILinkVoice
{
    private const int MostDropsTold = 50;
    private const int LongestText = 300;

    private readonly Lock gate = new();
    private readonly IdentityFiles files = new(options.IdentityDirectory);
    private readonly HashSet<string> dropsTold = [];
    private IReadOnlyDictionary<string, WireGuardSpec>? wanted;
    private PeersFact fact = PeersFact.Read(ledger);
    private IPAddress? seen;
    private bool isSeen;
    private bool told = true;

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <summary>Raised when peers may be others than before, or a change of a key is on its way. Handlers must be quick.</summary>
    public event EventHandler? Moved;

    /// <summary>What counts now.</summary>
    public IReadOnlyList<PeerFact> Peers => Read().At(time.GetUtcNow());

    /// <summary>All that is known.</summary>
    public PeersFact Read()
    {
        lock (gate)
        {
            return fact;
        }
    }

    /// <summary>Takes in what the host shall be after a run looked at it: by then it has its keys.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Review(ResourceGraph desired)
    {
        lock (gate)
        {
            wanted = desired.InOrder.Where(r => r.Spec is WireGuardSpec).ToDictionary(r => r.Id.Name, r => (WireGuardSpec)r.Spec, StringComparer.Ordinal);
            Renew();
        }

        Raise();
    }

    /// <summary>A stream began: the coordinator may not know what was said on the last one.</summary>
    /// <param name="seenAddress">Where it sees the stream come from; empty when it does not say.</param>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Connected(string seenAddress)
    {
        lock (gate)
        {
            told = fact.Own is null;
            dropsTold.Clear();
            isSeen = IPAddress.TryParse(seenAddress, out var address);
            seen = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
            Renew();
        }

        Raise();
    }

    /// <inheritdoc/>
    public Wire.ConnectRequest? Next()
    {
        lock (gate)
        {
            if (told || fact.Own is null || link.Coordinator is null)
            {
                return null;
            }

            told = true;
            using var identity = files.Load();
            if (identity is null)
            {
                return null;
            }

            // What was made before this certificate was given would not be believed with it.
            if (fact.Own.MadeAt < identity.Certificate.NotBefore.ToUniversalTime())
            {
                Keep(Stamped(fact.Own.Networks));
            }

            return PeerProof.Sign(PeerMapping.ToWire(fact.Own), identity) is { } signed ? new Wire.ConnectRequest { PeerFacts = signed } : null;
        }
    }

    /// <summary>The coordinator has facts of this host on its disk. Never believed for more than was made.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Take(Wire.PeerFactsAcknowledgement acknowledgement)
    {
        lock (gate)
        {
            if (acknowledgement.Sequence > (ulong)fact.Acknowledged && acknowledgement.Sequence <= (ulong)(fact.Own?.Sequence ?? 0))
            {
                Write(fact with { Acknowledged = (long)acknowledgement.Sequence });
            }
        }
    }

    /// <summary>The coordinator hands on what others said. What their hosts did not sign is dropped, and said so.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Take(Wire.PeerUpdate update)
    {
        using var identity = files.Load();
        if (identity is null)
        {
            return;
        }

        var checkedFacts = update.Facts.Select(f => PeerProof.Check(f, identity.Authority, time.GetUtcNow())).ToList();
        lock (gate)
        {
            var others = fact.Others.ToDictionary(p => p.Host, StringComparer.Ordinal);
            foreach (var (facts, fault) in checkedFacts)
            {
                if ((facts is null ? fault : Accept(PeerMapping.FromWire(facts), others)) is { } reason)
                {
                    Drop(reason);
                }
            }

            foreach (var gone in update.Gone.Where(others.ContainsKey))
            {
                others[gone] = others[gone] with { Networks = [] };
            }

            KeepOthers([.. others.Values.OrderBy(p => p.Host, StringComparer.Ordinal)]);
        }

        Raise();
    }

    /// <summary>Lets a new key follow in a network; the others have until then to hear of it.</summary>
    /// <returns>Why not; null when it is on its way.</returns>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public string? Rotate(string network, string nextKey, DateTimeOffset at, string who)
    {
        lock (gate)
        {
            if (WhyNotRotate(network) is { } reason)
            {
                return reason;
            }

            Keep(Stamped([.. Own.Select(n => n.Network == network ? n with { NextPublicKey = nextKey, SwitchAt = at } : n)]));
            Tell(EventKind.Person, "rotate", $"{who} lets a new key follow in {network} at {at.UtcDateTime:HH:mm:ss} UTC");
        }

        Raise();
        return null;
    }

    /// <summary>Why a key can't be changed now; null when it can.</summary>
    public string? WhyNotRotate(string network)
    {
        lock (gate)
        {
            return Own.FirstOrDefault(n => n.Network == network) is not { } current ? $"this host has no key in a network {network}"
                : current.NextPublicKey is not null ? $"a new key is on its way in {network} already"
                : link.Coordinator is null ? "there is no coordinator that could tell the others of a new key; this host would be cut off from them"
                : !link.Standing.Up ? "the coordinator can't be reached, so nobody could tell the others of a new key; this host would be cut off from them"
                : null;
        }
    }

    /// <summary>Calls off what nobody was told of in time: a key that the others do not know would cut this host off.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void CallOff(DateTimeOffset before)
    {
        lock (gate)
        {
            var late = Own.Where(n => n.NextPublicKey is not null && n.SwitchAt <= before && n.PublicKey == WireGuardKeys.ReadPublic(host, n.Network)).ToList();
            if (late.Count == 0 || fact.Acknowledged >= fact.Own?.Sequence)
            {
                return;
            }

            Keep(Stamped([.. Own.Select(n => late.Contains(n) ? n with { NextPublicKey = null, SwitchAt = null } : n)]));
            var names = string.Join(", ", late.Select(n => n.Network));
            LogCalledOff(names);
            Tell(EventKind.Failure, "rotate", $"the change of the key in {names} was called off: the coordinator did not confirm in time that it tells the others. Try again: mint wireguard rotate");
        }

        Raise();
    }

    private IReadOnlyList<KnownNetwork> Own => fact.Own?.Networks ?? [];

    // What this host says now, where that is other than before.
    private void Renew()
    {
        if (wanted is null)
        {
            return;
        }

        List<KnownNetwork> now = [.. wanted.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => Describe(w.Key, w.Value)).OfType<KnownNetwork>()];
        if (!now.Select(Text).SequenceEqual(Own.Select(Text)))
        {
            Keep(Stamped(now));
        }
    }

    private KnownNetwork? Describe(string network, WireGuardSpec spec)
    {
        var before = Own.FirstOrDefault(n => n.Network == network);
        if (WireGuardKeys.ReadPublic(host, network) is not { } key)
        {
            return null;
        }

        // While a new key is on its way nothing else is said anew: what the coordinator confirmed has to stay what counts.
        return before is { NextPublicKey: not null } && before.PublicKey == key ? before : new KnownNetwork(network, key, Endpoints(spec, before));
    }

    // A stream that goes through the mesh tells nothing of where the host is reached from outside of it.
    private IReadOnlyList<string> Endpoints(WireGuardSpec spec, KnownNetwork? before)
    {
        if (!isSeen || seen is null || IsOfMesh(seen))
        {
            return before?.Endpoints ?? [];
        }

        return PeerRules.IsReachable(seen) && addresses.Includes(seen) ? [PeerRules.Endpoint(seen, spec.ListenPort)] : [];
    }

    private bool IsOfMesh(IPAddress address) =>
        (wanted?.Values ?? []).SelectMany(s => s.Addresses).Any(a => IPAddress.TryParse(a.Split('/')[0], out var own) && own.Equals(address));

    private KnownPeer Stamped(IReadOnlyList<KnownNetwork> networks)
    {
        // The clock may have been set back, or the ledger lost: neither may make what comes now look older than what was said before.
        var at = time.GetUtcNow();
        var madeAt = fact.Own is { } before && before.MadeAt > at ? before.MadeAt : at;
        return new KnownPeer(options.Host, Math.Max((fact.Own?.Sequence ?? 0) + 1, at.ToUnixTimeMilliseconds()), madeAt, networks);
    }

    private void Keep(KnownPeer own)
    {
        Write(fact with { Own = own });
        told = link.Coordinator is null;
    }

    private string? Accept(KnownPeer peer, Dictionary<string, KnownPeer> others)
    {
        if (peer.Host == options.Host)
        {
            return null;
        }

        if (others.TryGetValue(peer.Host, out var known))
        {
            if (peer.Sequence == known.Sequence)
            {
                return null;
            }

            if (peer.Sequence < known.Sequence || peer.MadeAt < known.MadeAt)
            {
                return $"those of {peer.Host} are older than what is known";
            }
        }
        else if (others.Count >= PeerRules.MostHosts)
        {
            return $"there are more than {PeerRules.MostHosts} hosts";
        }

        others[peer.Host] = peer;
        return null;
    }

    private void KeepOthers(IReadOnlyList<KnownPeer> others)
    {
        var next = fact with { Others = others };
        if (!others.SequenceEqual(fact.Others))
        {
            Write(next);
        }
    }

    private void Write(PeersFact next)
    {
        next.Write(ledger);
        fact = next;
    }

    private void Drop(string reason)
    {
        var text = CommitMessage.Printable($"facts of a peer were dropped: {reason}", LongestText);
        LogDropped(text);
        if (dropsTold.Count < MostDropsTold && dropsTold.Add(text))
        {
            Tell(EventKind.Security, "peer-refused", text);
        }
    }

    private void Tell(EventKind kind, string action, string summary) =>
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), kind, summary) { Action = action }]);

    private void Raise()
    {
        Changed?.Invoke(this, EventArgs.Empty);
        Moved?.Invoke(this, EventArgs.Empty);
    }

    private static string Text(KnownNetwork n) => $"{n.Network} {n.PublicKey} {string.Join(',', n.Endpoints)} {n.NextPublicKey} {n.SwitchAt?.UtcTicks}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private partial void LogDropped(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "The change of the key in {Networks} was called off: the coordinator did not confirm it in time")]
    private partial void LogCalledOff(string networks);
}
