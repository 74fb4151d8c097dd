using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Watching;

/// <summary>
/// Tells WireGuard interfaces whose key, port or peers changed, by looking twice a second: neither the kernel nor <c>wireguard-go</c> tells anybody.
/// Without interfaces to watch it does nothing.
/// </summary>
internal sealed class WireGuardPoll : IDisposable
{
    /// <summary>How often.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Func<string, WireGuardDevice?> find;
    private readonly Action<string> tell;
    private readonly WakeUp stop = new();
    private readonly Lock gate = new();
    private Dictionary<string, string> known = [];
    private Thread? thread;

    /// <summary>Begins, watching nothing yet.</summary>
    /// <param name="find">Looks at an interface.</param>
    /// <param name="tell">Takes the name of one that changed.</param>
    public WireGuardPoll(Func<string, WireGuardDevice?> find, Action<string> tell) => (this.find, this.tell) = (find, tell);

    /// <summary>Replaces what is watched. When it returns, changes are seen.</summary>
    public void Watch(IReadOnlyList<string> names)
    {
        lock (gate)
        {
            known = names.ToDictionary(n => n, n => known.GetValueOrDefault(n) ?? StateOf(n), StringComparer.Ordinal);
            if (known.Count > 0 && thread is null)
            {
                thread = new Thread(Run) { IsBackground = true, Name = "mint-wireguard" };
                thread.Start();
            }
        }
    }

    /// <summary>Stops.</summary>
    public void Dispose()
    {
        stop.Set();
        thread?.Join();
        stop.Dispose();
    }

    /// <summary>Looks once at all of them.</summary>
    internal void Look()
    {
        lock (gate)
        {
            foreach (var name in known.Keys.ToList())
            {
                var state = StateOf(name);
                if (state != known[name])
                {
                    known[name] = state;
                    tell(name);
                }
            }
        }
    }

    // A thread of its own: what a pool's thread spends on looking for more work after each look is four times the look.
    private void Run()
    {
        while (stop.Wait(-1, Interval))
        {
            Look();
        }
    }

    /// <summary>What counts, as text: not the counters, handshakes and endpoints, which move by themselves.</summary>
    private string StateOf(string name)
    {
        try
        {
            return find(name) is { } device
                ? $"{device.PublicKey} {device.ListenPort} {device.FirewallMark}\n{string.Join('\n', device.Peers.Select(StateOf))}"
                : "absent";
        }
        catch (ResourceException e)
        {
            // Whoever looks because of the hint says it.
            return e.Message;
        }
    }

    private static string StateOf(WireGuardPeer peer) => $"{peer.PublicKey} {peer.HasPresharedKey} {peer.Keepalive} {string.Join(',', peer.AllowedAddresses)}";
}
