using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>The few words of <c>ip</c> that change links, addresses and routes.</summary>
internal static class FakeIp
{
    private const byte Static = 4;

    /// <summary>Runs it.</summary>
    public static CommandResult Run(IReadOnlyList<string> words, FakeHost host)
    {
        var name = words.SkipWhile(w => w != "dev").Skip(1).FirstOrDefault() ?? "";
        if (!host.Links.TryGetValue(name, out var link))
        {
            return new CommandResult("ip", 1, "", $"Cannot find device \"{name}\"");
        }

        switch (words)
        {
            case ["link", "delete", ..]:
                host.Links.Remove(name);
                host.WireGuard.Remove(name);
                host.RouteTable.RemoveAll(r => r.Interface == name);
                break;
            case ["link", "set", ..]:
                host.Links[name] = link with { IsUp = words[^1] == "up" };
                break;
            case ["address", "replace", var address, ..]:
                host.Links[name] = link with { Addresses = [.. link.Addresses.Append(address).Distinct().Order(StringComparer.Ordinal)] };
                break;
            case ["address", "del", var address, ..]:
                // As a kernel that promotes no secondary address: the first takes the others of its network with it.
                host.Links[name] = link with { Addresses = link.Addresses.Count > 0 && link.Addresses[0] == address ? [] : [.. link.Addresses.Where(a => a != address)] };
                break;
            case ["route", "replace", var route, ..]:
                host.RouteTable.RemoveAll(r => r.Destination == route && r.Interface == name);
                host.RouteTable.Add(new NetworkRoute(route, null, name, 0, Static));
                break;
            case ["route", "del", var route, ..]:
                host.RouteTable.RemoveAll(r => r.Destination == route && r.Interface == name);
                break;
            default:
                return new CommandResult("ip", 255, "", $"Command \"{string.Join(' ', words)}\" is unknown");
        }

        return new CommandResult("ip", 0, "", "");
    }
}
