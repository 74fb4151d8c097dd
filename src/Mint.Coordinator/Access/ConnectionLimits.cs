namespace Mint.Coordinator.Access;

/// <summary>How long a connection may take for what it has to do next; whoever takes longer is cut off. Kestrel looks once a second.</summary>
internal sealed record ConnectionLimits
{
    /// <summary>For TLS, on both sides.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the headers of a request, from their first byte.</summary>
    public TimeSpan RequestHeaders { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the first request, and between two.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an HTTP/2 connection may say nothing until it is asked whether it is there.</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to that.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
