namespace Mint.Coordinator.Access.People;

/// <summary>What the identity provider said of a login.</summary>
/// <param name="Issuer">Which provider.</param>
/// <param name="Subject">What it knows the person as.</param>
/// <param name="Session">The person's session there; empty when it did not say.</param>
/// <param name="IdToken">Its ID token, sealed; empty when there is none.</param>
internal sealed record ProviderLogin(string Issuer, string Subject, string Session, string IdToken)
{
    /// <summary>No identity provider: the local admin.</summary>
    public static ProviderLogin None { get; } = new("", "", "", "");
}
