using System.Security.Cryptography.X509Certificates;

namespace Mint.Coordinator.Enrolment;

/// <summary>What a host's certificate says. Only read from certificates that our authority signed.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Enrolment">Which enrolment it belongs to.</param>
/// <param name="Serial">Its number, upper-case hex.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record HostCertificate(string Host, string Enrolment, string Serial, DateTimeOffset ExpiresAt)
{
    private const string Prefix = "mint://host/";
    private const string OrganizationalUnit = "2.5.4.11";

    /// <summary>How a host's name stands in its certificate.</summary>
    public static Uri Name(string host) => new(Prefix + host);

    /// <summary>Reads one; null when it is no host's.</summary>
    public static HostCertificate? Read(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false);
        var unit = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .FirstOrDefault(n => !n.HasMultipleElements && n.GetSingleElementType().Value == OrganizationalUnit)?.GetSingleElementValue();
        return name is not null && name.StartsWith(Prefix, StringComparison.Ordinal) && unit is not null
            ? new HostCertificate(name[Prefix.Length..], unit, certificate.SerialNumber, certificate.NotAfter)
            : null;
    }
}
