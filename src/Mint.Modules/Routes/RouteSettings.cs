using System.ComponentModel;

namespace Mint.Modules.Routes;

/// <summary>One route of the <c>routes</c> section; its key is the network that it leads to.</summary>
public sealed record RouteSettings
{
    /// <summary>The router.</summary>
    [Description("Address of the router, of the same family as the network. Without one the network is on the interface itself.")]
    public string? Via { get; init; }

    /// <summary>The interface.</summary>
    [Description("Interface that leads there, such as eth0. Without one it is the interface on which the router is.")]
    public string? Interface { get; init; }

    /// <summary>Which of several routes to the same network comes first.</summary>
    [Description("Which of several routes to the same network comes first: the lowest. Default: the kernel's, 0 for IPv4 and 1024 for IPv6.")]
    public long? Metric { get; init; }
}
