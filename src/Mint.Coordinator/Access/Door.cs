namespace Mint.Coordinator.Access;

/// <summary>Through which of the two listeners a connection came. Set by the listener itself: no header can claim it.</summary>
/// <param name="Side">Which.</param>
internal sealed record Door(Side Side);

/// <summary>Whom a listener is for.</summary>
internal enum Side
{
    /// <summary>People and tools. Endpoints that say nothing else are theirs.</summary>
    Api,

    /// <summary>Agents.</summary>
    Agents,
}

/// <summary>Through which door an endpoint is reached.</summary>
/// <param name="Side">Which.</param>
/// <param name="NeedsCertificate">Whether only hosts with a certificate of ours come in.</param>
internal sealed record DoorSign(Side Side, bool NeedsCertificate);

/// <summary>How endpoints say whom they are for.</summary>
internal static class DoorSigns
{
    /// <summary>Only for hosts with a good certificate; <see cref="Enrolment.AgentIdentities"/> tells which one calls.</summary>
    public static TBuilder ForAgents<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new DoorSign(Side.Agents, NeedsCertificate: true)).AllowAnonymous();

    /// <summary>For hosts that have no certificate yet.</summary>
    public static TBuilder ForNewAgents<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new DoorSign(Side.Agents, NeedsCertificate: false)).AllowAnonymous();
}
