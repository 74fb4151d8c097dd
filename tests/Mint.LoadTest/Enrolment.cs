using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.Protocol.V1;

namespace Mint.LoadTest;

/// <summary>Gives every simulated host a certificate, in the way that real ones get theirs: a token each, a request each.</summary>
internal sealed class Enrolment(Settings settings, X509Certificate2 authority)
{
    private const int AtOnce = 16;

    public async Task<IReadOnlyList<(string Host, X509Certificate2 Certificate)>> RunAsync(CancellationToken ct)
    {
        using var api = GrpcChannel.ForAddress(settings.Api, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority) });
        using var agents = GrpcChannel.ForAddress(settings.Agents, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority) });
        var admin = new FleetAdminService.FleetAdminServiceClient(api);
        var enrolment = new EnrolmentService.EnrolmentServiceClient(agents);
        var headers = new Metadata { { "authorization", $"Bearer {settings.Token}" } };
        var made = new ConcurrentBag<(string, X509Certificate2)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, settings.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (n, token) =>
        {
            var host = NameOf(n);
            var added = await admin.AddHostAsync(new AddHostRequest { Host = host }, headers, cancellationToken: token);
            made.Add((host, await EnrolAsync(enrolment, host, added.Token, token)));
        });
        return [.. made.OrderBy(m => m.Item1, StringComparer.Ordinal)];
    }

    /// <summary>The name of the nth host, as the generated config repo has it.</summary>
    public static string NameOf(int n) => $"host-{n:00000}";

    private static async Task<X509Certificate2> EnrolAsync(EnrolmentService.EnrolmentServiceClient client, string host, string token, CancellationToken ct)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new EnrolRequest
        {
            Token = token,
            Host = host,
            Csr = ByteString.CopyFrom(new CertificateRequest2(host, key).Der),
            MachineId = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(host))),
            SentAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
        };
        var response = await client.EnrolAsync(request, cancellationToken: ct);
        using var leaf = X509CertificateLoader.LoadCertificate(response.Chain[0].Span);
        return leaf.CopyWithPrivateKey(key);
    }

    // The protocol's message of the same name hides the framework's class here.
    private readonly struct CertificateRequest2(string host, ECDsa key)
    {
        public byte[] Der => new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }
}
