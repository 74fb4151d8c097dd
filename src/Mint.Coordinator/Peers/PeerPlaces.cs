using Google.Protobuf;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>
/// Takes in what hosts say of themselves to the other members of their WireGuard networks. Who gets it checks the signature; here only what a
/// host says in another's name is refused.
/// </summary>
internal sealed class PeerPlaces(WriteQueue queue, Signals signals, SecurityAlarms alarms)
{
    private const int MostNetworks = 16;
    private const int LongestNetwork = 15;

    /// <summary>Takes it in; on disk when it returns.</summary>
    /// <returns>Its number; null when it was not taken.</returns>
    public async Task<ulong?> TakeAsync(string host, SignedPeerFacts signed, CancellationToken ct)
    {
        if (Read(signed) is not { } facts || facts.Host != host)
        {
            await alarms.RaiseAsync(host, host, "foreign-facts", $"{host} sent facts for peers that are not its own, or none", ct);
            return null;
        }

        var isNews = false;
        await queue.WriteAsync(
            async (connection, transaction) => isNews = await PeerStore.KeepAsync(
                connection, transaction, host, facts.Networks.Select(n => n.Network).Order(StringComparer.Ordinal), (long)facts.Sequence, signed.ToByteArray()),
            ct);
        if (isNews)
        {
            await signals.SendAsync(new Signal(SignalTopics.Peers, host), ct);
        }

        return facts.Sequence;
    }

    private static PeerFacts? Read(SignedPeerFacts signed)
    {
        try
        {
            var facts = PeerFacts.Parser.ParseFrom(signed.Facts);
            var good = facts.Sequence is > 0 and <= long.MaxValue && facts.Networks.Count <= MostNetworks
                && facts.Networks.All(n => n.Network.Length is > 0 and <= LongestNetwork && n.Network.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
            return good ? facts : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
