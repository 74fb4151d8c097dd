namespace Mint.Coordinator.Enrolment;

/// <summary>Gives an agent its next certificate, on the stream.</summary>
internal interface ICertificateRenewal
{
    /// <summary>Signs a request.</summary>
    /// <param name="agent">Who asks, as its present certificate proves.</param>
    /// <param name="csr">PKCS #10, DER; only its key is taken.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The chain (DER), leaf first.</returns>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: no such request. PERMISSION_DENIED: the host was revoked.</exception>
    Task<IReadOnlyList<byte[]>> RenewAsync(AgentIdentity agent, byte[] csr, CancellationToken ct);
}
