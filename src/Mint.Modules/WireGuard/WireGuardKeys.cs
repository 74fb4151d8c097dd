using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.WireGuard;

/// <summary>
/// A host's own keys: made on it, never leaving it. Beside each private key lies its public half, for whoever tells it to others. A key that will be
/// the next one waits under a name of its own until the host is told to use it.
/// </summary>
public static class WireGuardKeys
{
    /// <summary>Where they lie; root's alone.</summary>
    public const string Directory = "/var/lib/mint-agent/wireguard";

    private const string State = "/var/lib/mint-agent";

    private static readonly FileAccess RootDirectory = new(0, 0, 0x1C0);
    private static readonly FileAccess StateDirectory = new(0, 0, 0x1E8);
    private static readonly FileAccess RootOnly = new(0, 0, 0x180);

    /// <summary>The private key of a network.</summary>
    public static string PrivatePath(string network) => $"{Directory}/{network}.key";

    /// <summary>Its public half.</summary>
    public static string PublicPath(string network) => $"{Directory}/{network}.pub";

    /// <summary>The private key that will be the next.</summary>
    public static string NextPrivatePath(string network) => $"{Directory}/{network}.next.key";

    /// <summary>Its public half.</summary>
    public static string NextPublicPath(string network) => $"{Directory}/{network}.next.pub";

    /// <summary>All files of a network.</summary>
    public static IReadOnlyList<string> Paths(string network) =>
        [PrivatePath(network), PublicPath(network), NextPrivatePath(network), NextPublicPath(network)];

    /// <summary>The public half of the key in use; null when there is none yet.</summary>
    public static string? ReadPublic(IHostReader host, string network) => Read(host, PublicPath(network));

    /// <summary>The public half of the next key; null when none waits.</summary>
    public static string? ReadNextPublic(IHostReader host, string network) => Read(host, NextPublicPath(network));

    /// <summary>Makes the next key where none waits, and gives its public half.</summary>
    /// <exception cref="ResourceException"><c>wg</c> is not installed, or the disk is full.</exception>
    public static async Task<string> MakeNextAsync(IHost host, string network, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(host);
        return await MakeAsync(host, NextPrivatePath(network), NextPublicPath(network), ct);
    }

    /// <summary>
    /// Makes the key in use be the wanted one: makes one where there is none, and lets the next one take its place where that is the wanted. Cut off
    /// at any point, a second call ends the same.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="network">The network.</param>
    /// <param name="wanted">The public half of the wanted key; null for whichever there is.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The public half of the key in use.</returns>
    /// <exception cref="ResourceException">Another key is wanted than there is.</exception>
    internal static async Task<string> EnsureAsync(IHost host, string network, string? wanted, CancellationToken ct)
    {
        var current = await MakeAsync(host, PrivatePath(network), PublicPath(network), ct);
        if (wanted is null || wanted == current)
        {
            ClearTaken(host, network, current);
            return current;
        }

        if (host.Stat(NextPrivatePath(network)) is null || await MakeAsync(host, NextPrivatePath(network), NextPublicPath(network), ct) != wanted)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"the key {wanted} is wanted of this host, and it has another, {current}; pin that one under 'public_key', or pin none and let the host say it again");
        }

        host.Move(NextPrivatePath(network), PrivatePath(network));
        Write(host, PublicPath(network), wanted);
        ClearTaken(host, network, wanted);
        return wanted;
    }

    /// <summary>Removes all keys of a network.</summary>
    internal static void Delete(IHost host, string network)
    {
        foreach (var path in Paths(network).Where(p => host.Stat(p) is not null))
        {
            host.Delete(path);
        }
    }

    /// <summary>Whether a private key is there for root alone.</summary>
    internal static bool IsSafe(IHostReader host, string network) =>
        host.Stat(PrivatePath(network)) is { Type: FileType.File, Uid: 0, Gid: 0, Mode: 0x180 } && host.Stat(Directory) is { Uid: 0, Mode: 0x1C0 };

    /// <summary>What a move that was cut off left of the public half of a next key that is the present one.</summary>
    private static void ClearTaken(IHost host, string network, string current)
    {
        if (host.Stat(NextPrivatePath(network)) is null && ReadNextPublic(host, network) == current)
        {
            host.Delete(NextPublicPath(network));
        }
    }

    private static async Task<string> MakeAsync(IHost host, string privatePath, string publicPath, CancellationToken ct)
    {
        MakeDirectory(host);
        if (host.ReadFile(privatePath) is not { } bytes)
        {
            bytes = Encoding.UTF8.GetBytes((await Wg.RunAsync(host, new Command("wg", "genkey"), ct)).Output.Trim() + "\n");
            host.WriteFile(privatePath, bytes, RootOnly);
        }
        else if (host.Stat(privatePath) is not { Uid: 0, Gid: 0, Mode: 0x180 })
        {
            host.SetAccess(privatePath, RootOnly);
        }

        var pair = new Command("wg", "pubkey") { SecretInput = new Secret(Encoding.UTF8.GetString(bytes)) };
        var half = (await Wg.RunAsync(host, pair, ct)).Output.Trim();
        if (Read(host, publicPath) != half)
        {
            Write(host, publicPath, half);
        }

        return half;
    }

    private static void MakeDirectory(IHost host)
    {
        if (host.Stat(State) is null)
        {
            host.CreateDirectory(State, StateDirectory);
        }

        if (host.Stat(Directory) is not { Type: FileType.Directory, Uid: 0, Gid: 0, Mode: 0x1C0 })
        {
            host.CreateDirectory(Directory, RootDirectory);
        }
    }

    private static void Write(IHost host, string path, string half) => host.WriteFile(path, Encoding.UTF8.GetBytes(half + "\n"), FileAccess.RootReadable);

    private static string? Read(IHostReader host, string path)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.ReadFile(path) is { } bytes && Encoding.UTF8.GetString(bytes).Trim() is var text && PublicKeyText.IsValid(text) ? text : null;
    }
}
