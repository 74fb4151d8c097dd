using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Agent.Link.Peers;

/// <summary>The keys of this host's WireGuard networks: made here, and only their public halves are ever told.</summary>
internal static class NetworkKeys
{
    private const string Directory = "/var/lib/mint-agent/wireguard";

    private static readonly FileAccess OnlyRoot = new(0, 0, 0x180);

    /// <summary>The public half of the key in use; null when there is none yet.</summary>
    public static string? ReadPublic(IHostReader host, string network) => Read(host, $"{Directory}/{network}.pub");

    /// <summary>Makes the key that follows where none waits yet, and tells its public half.</summary>
    /// <exception cref="ResourceException">It can't be made.</exception>
    public static async Task<string> MakeNextAsync(IHost host, string network, CancellationToken ct)
    {
        var (key, half) = ($"{Directory}/{network}.next.key", $"{Directory}/{network}.next.pub");
        if (host.Stat(key) is null)
        {
            var made = await RunAsync(host, new Command("wg", "genkey"), ct);
            host.WriteFile(key, Encoding.ASCII.GetBytes(made + "\n"), OnlyRoot);
        }

        var secret = new Secret(Encoding.ASCII.GetString(host.ReadFile(key) ?? []));
        var next = await RunAsync(host, new Command("wg", "pubkey") { SecretInput = secret }, ct);
        host.WriteFile(half, Encoding.ASCII.GetBytes(next + "\n"), FileAccess.RootReadable);
        return next;
    }

    private static async Task<string> RunAsync(IHost host, Command command, CancellationToken ct)
    {
        var result = await host.RunAsync(command, ct);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new ResourceException(FailureKind.NeedsPerson, $"wg can't make a key: {result.Error.Trim()}");
    }

    private static string? Read(IHostReader host, string path) =>
        host.ReadFile(path) is { } bytes && Encoding.ASCII.GetString(bytes).Trim() is var text && PeerRules.IsKey(text) ? text : null;
}
