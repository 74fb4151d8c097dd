using Grpc.Core;

namespace Mint.Coordinator.Enrolment;

/// <summary>Tells who calls on the agents' side.</summary>
internal interface IAgentIdentities
{
    /// <summary>The host whose certificate the call came with.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: no certificate, or one that is worth nothing any more.</exception>
    AgentIdentity Of(ServerCallContext context);
}
