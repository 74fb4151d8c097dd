using System.Net;
using System.Net.Sockets;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Modules.WireGuard;

/// <summary>What is wrong with a host's place in a network. What two hosts do to each other is told to both.</summary>
internal sealed class MembershipRules(CompileContext context, MemberNetwork network)
{
    /// <summary>Checks what the host writes.</summary>
    /// <param name="written">Its settings with all layers merged.</param>
    /// <param name="networks">All networks that the host is in.</param>
    public void Check(WireGuardMembership written, IReadOnlyList<MemberNetwork> networks)
    {
        if (!IsItsOwn(written))
        {
            Problem(
                null,
                "the other members see only what the host's own file says, and here another layer says something, or a variable of one",
                $"Write all of it in hosts/{context.Facts.Host}.yaml, with variables of that file only.");
            return;
        }

        CheckAddress(written.Address ?? "");
        CheckEndpoint(written.Endpoint);
        CheckKey(written.PublicKey);
        CheckRoutes(written.Routes ?? []);
        if (networks.FirstOrDefault(n => n.Name != network.Name && n.Settings.Port == network.Settings.Port) is { } other)
        {
            Problem(null, $"the networks {network.Name} and {other.Name} have one port, {network.Settings.Port}, and this host is in both", "Give one of them another port in mint.yaml.");
        }
    }

    private bool IsItsOwn(WireGuardMembership written)
    {
        var own = network.Self.Node;
        string? Own(string key) => (own?[key] as ConfigScalar)?.Text;
        var routes = ((own?["routes"] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().Select(r => r.Text);
        return Own("address") == written.Address && Own("endpoint") == written.Endpoint && Own("public_key") == written.PublicKey && routes.SequenceEqual(written.Routes ?? []);
    }

    private void CheckAddress(string text)
    {
        if (network.Self.Address is not { } address)
        {
            Problem("address", $"'{text}' is no IP address", $"The next free one is {Free}.");
        }
        else if (!network.Cidr.Contains(address))
        {
            Problem("address", $"{address} is not in {network.Cidr}, the network {network.Name}", $"The next free one is {Free}.");
        }
        else if (address.Equals(network.Cidr.BaseAddress) || IsBroadcast(address))
        {
            Problem("address", $"{address} stands for all of {network.Cidr}, not for a host", $"The next free one is {Free}.");
        }

        foreach (var other in network.Others.Where(o => o.Address is not null && o.Address.Equals(network.Self.Address)))
        {
            Problem("address", $"{other.Host} has the same address {other.Address} ({other.Place("address")})", $"The next free one is {Free}.");
        }
    }

    private IPAddress? Free => FreeAddress.In(network.Settings.Cidr, network.Name, context.Fleet.Members);

    private bool IsBroadcast(IPAddress address)
    {
        var host = address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes() : [];
        return host.Length > 0 && Enumerable.Range(network.Cidr.PrefixLength, 32 - network.Cidr.PrefixLength).All(bit => (host[bit / 8] & (0x80 >> (bit % 8))) != 0);
    }

    private void CheckEndpoint(string? text)
    {
        if (text is not null && PeerEndpoint.Parse(text, network.Settings.Port) is null)
        {
            Problem("endpoint", $"'{text}' is no name or address of a host", "With another port than the network's it is written web-01.example.org:51821 or '[2001:db8::7]:51821'.");
        }
    }

    private void CheckKey(string? text)
    {
        if (text is null)
        {
            return;
        }

        if (!PublicKeyText.IsValid(text))
        {
            Problem("public_key", $"expected {PublicKeyText.Expected}");
            return;
        }

        foreach (var (other, name) in OtherPins(text))
        {
            Problem("public_key", $"{other.Host} has the same key in the network {name} ({other.Place("public_key")})", "Each host makes its own key for each network.");
        }
    }

    private IEnumerable<(NetworkMember Member, string Network)> OtherPins(string key) =>
        from name in context.Fleet.Config.Networks.Keys
        from host in context.Fleet.Members
        where host.Name != network.Self.Host || name != network.Name
        let member = NetworkMember.Of(host, name)
        where member.PublicKey == key
        select (member, name);

    private void CheckRoutes(IReadOnlyList<string> routes)
    {
        for (var i = 0; i < routes.Count; i++)
        {
            if (NetworkText.Parse(routes[i]) is not { } route)
            {
                var (message, hint) = NetworkText.Fault(routes[i]) ?? ("no network", null);
                context.Problem([network.Name, "routes", $"{i}"], message, hint);
                continue;
            }

            foreach (var fault in RouteFaults(route, i))
            {
                context.Problem([network.Name, "routes", $"{i}"], fault);
            }
        }
    }

    private IEnumerable<string> RouteFaults(IPNetwork route, int index)
    {
        if (route.PrefixLength == 0)
        {
            yield return $"{route} is everything there is, not a network behind this host";
            yield break;
        }

        foreach (var (name, settings) in context.Fleet.Config.Networks.Where(n => NetworkText.Overlap(NetworkText.Parse(n.Value.Cidr), route)))
        {
            yield return $"{route} overlaps {settings.Cidr}, the network {name} itself";
        }

        foreach (var before in network.Self.Routes.Take(index).Where(r => NetworkText.Overlap(r, route)))
        {
            yield return $"{route} overlaps {before} of the same host";
        }

        foreach (var other in network.Others)
        {
            foreach (var its in other.Routes.Where(r => NetworkText.Overlap(r, route)))
            {
                yield return $"{route} overlaps {its} behind {other.Host} ({other.Place("routes")})";
            }
        }
    }

    private void Problem(string? key, string message, string? hint = null) => context.Problem(key is null ? [network.Name] : [network.Name, key], message, hint);
}
