using System.Globalization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.WireGuard;

/// <summary>What of an interface is not as wanted. Its public keys are shown; of private ones nothing is known here.</summary>
internal sealed class WireGuardComparison(WireGuardSpec desired, WireGuardState? actual)
{
    /// <summary>The interface itself.</summary>
    public const string Interface = "interface";

    /// <summary>How the attributes of a peer begin.</summary>
    public const string Peer = "peer ";

    // Of these no change can keep anybody out: what is in force stays as it is, or only one peer has to be found anew.
    private static readonly string[] Harmless = ["boot script", "boot unit", "starts at boot", "unit", "files", "private key"];
    private static readonly string[] HarmlessOfPeers = [": key", ": endpoint", ": keepalive", ": preshared key"];

    /// <summary>Whether a difference, once it is mended, could cut the host off.</summary>
    public static bool TouchesWayIn(Difference difference) => difference.Attribute.StartsWith(Peer, StringComparison.Ordinal)
        ? difference.Before is not null && !Array.Exists(HarmlessOfPeers, suffix => difference.Attribute.EndsWith(suffix, StringComparison.Ordinal))
        : !Harmless.Contains(difference.Attribute);

    /// <summary>All of it.</summary>
    public IEnumerable<Difference> Compare() => CompareLink().Concat(CompareDevice()).Concat(ComparePeers()).Concat(CompareBoot());

    private IEnumerable<Difference> CompareLink()
    {
        if (actual?.Link is not { IsUp: true } link)
        {
            yield return new Difference(Interface, actual?.Link is null ? null : "down", "up");
        }
        else
        {
            if (!link.Addresses.SequenceEqual(desired.Addresses))
            {
                yield return new Difference("addresses", List(link.Addresses), List(desired.Addresses));
            }

            var wanted = WireGuardRoutes.Wanted(desired);
            if (!actual.Routes.SequenceEqual(wanted))
            {
                yield return new Difference("routes", List(actual.Routes), List(wanted));
            }
        }
    }

    private IEnumerable<Difference> CompareDevice()
    {
        if (actual?.Device is not { } device)
        {
            yield break;
        }

        if (device.ListenPort != desired.ListenPort)
        {
            yield return new Difference("port", Number(device.ListenPort), Number(desired.ListenPort));
        }

        var key = desired.OwnKey ?? actual.PublicKey;
        if (key is null || device.PublicKey != key || actual.PublicKey != key)
        {
            yield return new Difference("own key", device.PublicKey is { Length: > 0 } found ? found : null, key ?? "made on the host");
        }

        if (device.FirewallMark != 0)
        {
            yield return new Difference("firewall mark", device.FirewallMark.ToString(CultureInfo.InvariantCulture), "none");
        }
    }

    private IEnumerable<Difference> ComparePeers()
    {
        var live = (actual?.Device?.Peers ?? []).DistinctBy(p => p.PublicKey).ToDictionary(p => p.PublicKey, StringComparer.Ordinal);
        var strangers = live.Values.ExceptBy(desired.Peers.Select(p => p.PublicKey), p => p.PublicKey).ToList();
        var differences = new List<Difference>();
        foreach (var peer in desired.Peers)
        {
            if (live.TryGetValue(peer.PublicKey, out var found))
            {
                differences.AddRange(ComparePeer(peer, found));
            }
            else if (strangers.Find(s => s.AllowedAddresses.Intersect(peer.AllowedAddresses).Any()) is { } former)
            {
                strangers.Remove(former);
                differences.Add(new Difference($"{Peer}{peer.Host}: key", former.PublicKey, peer.PublicKey));
                differences.AddRange(ComparePeer(peer, former).Where(d => d.Attribute.EndsWith(": allowed addresses", StringComparison.Ordinal)));
            }
            else
            {
                differences.Add(new Difference($"{Peer}{peer.Host}", null, $"{peer.PublicKey} {List(peer.AllowedAddresses)}"));
            }
        }

        return differences.Concat(strangers.Select(s => new Difference($"{Peer}{s.PublicKey}", List(s.AllowedAddresses) ?? "nothing behind it", null)));
    }

    private IEnumerable<Difference> ComparePeer(WireGuardPeerSpec peer, WireGuardPeer found)
    {
        var name = $"{Peer}{peer.Host}";
        if (!found.AllowedAddresses.SequenceEqual(peer.AllowedAddresses))
        {
            yield return new Difference($"{name}: allowed addresses", List(found.AllowedAddresses), List(peer.AllowedAddresses));
        }

        if (!IsWhereItShouldBe(peer, found))
        {
            yield return new Difference($"{name}: endpoint", found.Endpoint?.ToString(), peer.Endpoint);
        }

        if (found.Keepalive != peer.Keepalive)
        {
            yield return new Difference($"{name}: keepalive", Number(found.Keepalive), Number(peer.Keepalive));
        }

        if (found.HasPresharedKey)
        {
            yield return new Difference($"{name}: preshared key", "set", null);
        }
    }

    // What a name stands for is wg's business: it is resolved when the peer is made, and when something is mended while the peer is silent.
    private bool IsWhereItShouldBe(WireGuardPeerSpec peer, WireGuardPeer found) => WireGuardText.EndpointOf(peer) switch
    {
        null => true,
        { Address: { } address } => address.Equals(found.Endpoint) || WireGuardText.IsFresh(found, actual?.Now ?? default),
        _ => found.Endpoint is not null,
    };

    private IEnumerable<Difference> CompareBoot()
    {
        var name = actual?.Name;
        if (name is null || actual is null)
        {
            yield return new Difference("starts at boot", "no", "yes");
            yield break;
        }

        if (actual.Script != WireGuardBoot.ScriptText(name, desired))
        {
            yield return new Difference("boot script", actual.Script, WireGuardBoot.ScriptText(name, desired));
        }

        if (actual.UnitText != WireGuardBoot.UnitText(name))
        {
            yield return new Difference("boot unit", actual.UnitText, WireGuardBoot.UnitText(name));
        }

        if (!actual.IsEnabled)
        {
            yield return new Difference("starts at boot", "no", "yes");
        }

        if (actual.Active is "inactive" or "failed" or "deactivating")
        {
            yield return new Difference("unit", actual.Active, "active");
        }

        if (actual is { HasSafeFiles: false, Script: not null, UnitText: not null })
        {
            yield return new Difference("files", "not root:root 0644", "root:root 0644");
        }

        if (!actual.HasSafeKey)
        {
            yield return new Difference("private key", "missing, or not for root alone", "root:root 0600");
        }
    }

    private static string? List(IReadOnlyList<string> values) => values.Count > 0 ? string.Join(", ", values) : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
