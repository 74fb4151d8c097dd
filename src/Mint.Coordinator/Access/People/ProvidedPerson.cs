using System.Security.Claims;

namespace Mint.Coordinator.Access.People;

/// <summary>A person as the identity provider describes them.</summary>
/// <param name="Name">What they are called, fit to be logged and shown.</param>
/// <param name="Subject">What the provider knows them as.</param>
/// <param name="Session">Their session there; empty when it does not say.</param>
/// <param name="Caller">What they may do here; null when nothing.</param>
internal sealed record ProvidedPerson(string Name, string Subject, string Session, Caller? Caller)
{
    /// <summary>Reads claims that were found good.</summary>
    public static ProvidedPerson Read(IEnumerable<Claim> claims, OidcOptions oidc)
    {
        var said = claims.ToList();
        string Said(string type) => said.Find(c => c.Type == type)?.Value ?? "";
        var subject = Said("sub");
        var name = ProviderDesk.NameClaims.Append("sub").Select(c => PersonName.Clean(Said(c))).FirstOrDefault(n => n.Length > 0) ?? "";
        var best = RoleClaim.Best(oidc.RoleClaims.SelectMany(path => RoleClaim.Read(said, path)), oidc.Roles);
        return new ProvidedPerson(
            name, subject, Said("sid"), best is null || name.Length == 0 || subject.Length == 0 ? null : new Caller(name, best.Role, best.Customers));
    }
}
