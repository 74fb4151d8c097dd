namespace Mint.Coordinator.Enrolment;

/// <summary>Which host calls, as its certificate proves.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Serial">The certificate's serial number, upper-case hex.</param>
/// <param name="ExpiresAt">When the certificate ends.</param>
internal sealed record AgentIdentity(string Host, string Serial, DateTimeOffset ExpiresAt)
{
    /// <summary>Which enrolment the certificate belongs to; once the host enrols again, it is worth nothing.</summary>
    public string Enrolment { get; init; } = "";
}
