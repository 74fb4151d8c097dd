using System.Net.Security;

namespace Mint.Coordinator.Enrolment;

/// <summary>The certificate that a listener shows.</summary>
internal interface IServerCertificate
{
    /// <summary>The one for the next connection.</summary>
    SslStreamCertificateContext Current();
}
