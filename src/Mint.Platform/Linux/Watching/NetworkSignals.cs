using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Network;

namespace Mint.Platform.Linux.Watching;

/// <summary>
/// Tells topics of the kernel's network that changed, see <see cref="NetworkTopic"/>: by netlink, and WireGuard interfaces by looking at them. It listens
/// to what is watched only, so that a server without any of it does not pay for what its containers do. A hint only.
/// </summary>
public sealed partial class NetworkSignals : IDisposable
{
    private static readonly string WireGuardPrefix = NetworkTopic.WireGuard("");

    private readonly ILogger<NetworkSignals> logger;
    private readonly WireGuardPoll wireGuard;
    private volatile IReadOnlyList<string> topics = [];
    private NetlinkListener? netfilter;
    private NetlinkListener? routes;

    /// <summary>Starts, watching nothing yet.</summary>
    public NetworkSignals(ILogger<NetworkSignals> logger)
        : this(logger, KernelNetwork.FindWireGuard)
    {
    }

    internal NetworkSignals(ILogger<NetworkSignals> logger, Func<string, WireGuardDevice?> findWireGuard)
    {
        this.logger = logger;
        wireGuard = new WireGuardPoll(findWireGuard, name => Changes.Tell(NetworkTopic.WireGuard(name)));
    }

    /// <summary>Changed topics, among them such as nobody watches.</summary>
    public PendingHints Changes { get; } = new();

    /// <summary>Replaces what is watched; for one caller at a time. When it returns, changes are seen.</summary>
    /// <param name="newTopics">Topics.</param>
    public void Watch(IEnumerable<string> newTopics)
    {
        topics = [.. newTopics.Distinct(StringComparer.Ordinal)];
        if (topics.Contains(NetworkTopic.Netfilter))
        {
            netfilter ??= new NetlinkListener("mint-netfilter", () => NetlinkSocket.Open(NetlinkSocket.Netfilter, NetfilterTables.News), new NetfilterListening(this));
        }

        if (topics.Any(IsOfRoutes))
        {
            routes ??= new NetlinkListener("mint-routes", () => NetlinkSocket.Open(NetlinkSocket.Route, RouteNews.Groups), new RouteListening(this));
        }

        wireGuard.Watch([.. topics.Where(t => t.StartsWith(WireGuardPrefix, StringComparison.Ordinal)).Select(t => t[WireGuardPrefix.Length..])]);
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        netfilter?.Dispose();
        routes?.Dispose();
        wireGuard.Dispose();
    }

    private static bool IsOfRoutes(string topic) => topic != NetworkTopic.Netfilter && !topic.StartsWith(WireGuardPrefix, StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of {What} are not noticed at once: {Reason}; trying again in {Delay}")]
    private partial void LogFailed(string what, string reason, TimeSpan delay);

    private sealed class NetfilterListening(NetworkSignals signals) : INetlinkNews
    {
        public void Take(ushort type, ReadOnlySpan<byte> body)
        {
            if (NetfilterTables.ConcernsOwnTable(type, body))
            {
                signals.Changes.Tell(NetworkTopic.Netfilter);
            }
        }

        public void Missed() => signals.Changes.Tell(NetworkTopic.Netfilter);

        public void Failed(string reason, TimeSpan nextTry) => signals.LogFailed("nftables", reason, nextTry);
    }

    private sealed class RouteListening(NetworkSignals signals) : INetlinkNews
    {
        private readonly RouteNews news = new(() => ReadNames(signals), signals.Changes.Tell);

        public void Take(ushort type, ReadOnlySpan<byte> body) => news.Take(type, body);

        public void Missed()
        {
            news.Forget();
            foreach (var topic in signals.topics.Where(IsOfRoutes))
            {
                signals.Changes.Tell(topic);
            }
        }

        public void Failed(string reason, TimeSpan nextTry) => signals.LogFailed("links, addresses and routes", reason, nextTry);

        private static Dictionary<int, string>? ReadNames(NetworkSignals signals)
        {
            try
            {
                using var socket = NetlinkSocket.Open(NetlinkSocket.Route);
                return LinkReader.ReadNames(socket);
            }
            catch (Exception e) when (e is Win32Exception or ResourceException)
            {
                // Whose address it is can't be told, so it may be anybody's.
                signals.Changes.TellEverything();
                return null;
            }
        }
    }
}
