using System.ComponentModel;

namespace Mint.Modules.WireGuard;

/// <summary>A host's place in one network of the <c>wireguard</c> section.</summary>
public sealed record WireGuardMembership
{
    /// <summary>Its address in the network; every member has one.</summary>
    [Description("Its address in the network: 10.90.0.11. Every member has one of its own.")]
    public string? Address { get; init; }

    /// <summary>Where the others reach it. Default: what it said of itself, else the first of its <c>addresses</c>.</summary>
    [Description("Where the others reach it: a name or an address, with a port where it is not the network's. Default: what the host said of itself, else the first of its addresses.")]
    public string? Endpoint { get; init; }

    /// <summary>The public half of its key; it counts instead of what the host said of itself.</summary>
    [Description("The public half of its key, pinned: it counts instead of what the host said of itself.")]
    public string? PublicKey { get; init; }

    /// <summary>Networks behind it that the other members reach through it.</summary>
    [Description("Networks behind it that the other members reach through it: [10.20.0.0/16].")]
    public IReadOnlyList<string>? Routes { get; init; }
}
