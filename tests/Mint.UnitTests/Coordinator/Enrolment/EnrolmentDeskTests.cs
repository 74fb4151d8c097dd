using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;
using CertificateRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace Mint.UnitTests.Coordinator.Enrolment;

public sealed class EnrolmentDeskTests
{
    private TestCoordinator coordinator = null!;
    private HostKey key = null!;

    [SetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        key = new HostKey();
    }

    [TearDown]
    public async Task Stop()
    {
        key.Dispose();
        await coordinator.DisposeAsync();
    }

    [Test]
    public async Task Enrol_WithAGoodToken_GivesACertificateOfTheHostAlone()
    {
        var token = await coordinator.TokenAsync("web-01");

        var response = await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));

        using var certificate = X509CertificateLoader.LoadCertificate(response.Chain[0].Span);
        Assert.Multiple(() =>
        {
            Assert.That(certificate.GetNameInfo(X509NameType.UrlName, false), Is.EqualTo("mint://host/web-01"));
            Assert.That(certificate.Subject, Does.Contain("CN=web-01").And.Not.Contain("whatever"));
            Assert.That(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value), Is.EqualTo(new[] { "1.3.6.1.5.5.7.3.2" }));
            Assert.That(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority, Is.False);
            Assert.That(certificate.NotBefore, Is.EqualTo(coordinator.Time.GetUtcNow().LocalDateTime.AddMinutes(-5)).Within(2).Seconds);
            Assert.That(certificate.NotAfter, Is.EqualTo(coordinator.Time.GetUtcNow().LocalDateTime.AddDays(7)).Within(2).Seconds);
            Assert.That(certificate.SerialNumber, Has.Length.EqualTo(32));
            Assert.That(response.Authority.ToByteArray(), Is.EqualTo(coordinator.Authority.Root.RawData));
        });
        var row = await RowAsync("web-01");
        Assert.Multiple(() =>
        {
            Assert.That(row.Machine, Is.EqualTo("0123456789abcdef"));
            Assert.That(row.Serial, Is.EqualTo(certificate.SerialNumber));
            Assert.That(row.EnrolledAt, Is.EqualTo(coordinator.Time.GetUtcNow().UtcTicks));
            Assert.That(row.ExpiresAt, Is.EqualTo(certificate.NotAfter.ToUniversalTime().Ticks));
        });
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.StartsWith("web-01|enrolled|"));
    }

    [Test]
    public async Task GetAuthority_WithTheTokensPin_ProvesTheConnection()
    {
        var token = await coordinator.TokenAsync("web-01");

        using var root = X509CertificateLoader.LoadCertificate((await coordinator.Enrolment().GetAuthorityAsync(new GetAuthorityRequest())).Authority.Span);

        Assert.That(token.Split('.')[2], Is.EqualTo(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()))));
        X509Certificate2? seen = null;
        using var http = coordinator.Http(trust: shown =>
        {
            seen = X509CertificateLoader.LoadCertificate(shown!.RawData);
            return true;
        });
        using var _ = await http.GetAsync(coordinator.Agents);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        Assert.Multiple(() =>
        {
            Assert.That(chain.Build(seen!), Is.True);
            Assert.That(seen!.MatchesHostname("coordinator.example.org"), Is.True);
            Assert.That(seen!.MatchesHostname("10.1.2.3"), Is.True);
            Assert.That(seen!.MatchesHostname("elsewhere.example.org"), Is.False);
        });
    }

    [Test]
    public async Task Enrol_WithAnUnknownToken_TellsNothing()
    {
        await coordinator.TokenAsync("web-01");

        var refusals = new List<Status>();
        foreach (var token in new[] { "", "mint1.x.y", "garbage", new string('x', 5000), EnrolmentToken.Make(coordinator.Authority.Pin).Text })
        {
            refusals.Add(await RefusedAsync(coordinator.Request(token, "web-01", key)));
        }

        Assert.That(refusals.Select(r => (r.StatusCode, r.Detail)).Distinct(), Is.EqualTo(new[] { (StatusCode.Unauthenticated, "the token was not accepted") }));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("web-01|token-unknown|127.0.0.1 tried to enrol as web-01"));
    }

    [Test]
    public async Task Enrol_WithAnExpiredToken_SaysSo()
    {
        var token = await coordinator.TokenAsync("web-01", TimeSpan.FromHours(1));
        coordinator.Time.Advance(TimeSpan.FromHours(1));

        var refusal = await RefusedAsync(coordinator.Request(token, "web-01", key));

        Assert.That(refusal.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(refusal.Detail, Does.StartWith("the token expired at").And.EndsWith("mint host add web-01"));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("web-01|token-expired|"));
    }

    [Test]
    public async Task Enrol_WithAnotherHostsToken_IsRefusedAndLeavesTheToken()
    {
        var token = await coordinator.TokenAsync("web-01");

        var refusal = await RefusedAsync(coordinator.Request(token, "web-02", key));
        Assert.That((refusal.StatusCode, refusal.Detail), Is.EqualTo((StatusCode.Unauthenticated, "the token was made for another host")));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("web-02|token-of-another-host|"));

        await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));
    }

    [Test]
    public async Task Enrol_WithAUsedToken_SaysWhenItWasUsed()
    {
        var token = await coordinator.TokenAsync("web-01");
        await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));

        var refusal = await RefusedAsync(coordinator.Request(token, "web-01", key));

        Assert.That((refusal.StatusCode, refusal.Detail[..27]), Is.EqualTo((StatusCode.Unauthenticated, "the token was used already,")));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("web-01|token-reused|"));
    }

    [Test]
    public async Task Enrol_TwiceAtOnce_HasOneWinner()
    {
        var token = await coordinator.TokenAsync("web-01");
        var client = coordinator.Enrolment();

        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await client.EnrolAsync(coordinator.Request(token, "web-01", key))).Chain[0];
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
            {
                return null;
            }
        }));

        using var winner = X509CertificateLoader.LoadCertificate(tries.Single(t => t is not null)!.Span);
        Assert.That((await RowAsync("web-01")).Serial, Is.EqualTo(winner.SerialNumber));
    }

    [Test]
    public async Task Enrol_WithANewerTokenMade_NoLongerTakesTheOlder()
    {
        var older = await coordinator.TokenAsync("web-01");
        var newer = await coordinator.TokenAsync("web-01");

        Assert.That((await RefusedAsync(coordinator.Request(older, "web-01", key))).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        await coordinator.Enrolment().EnrolAsync(coordinator.Request(newer, "web-01", key));
    }

    [TestCase(-6)]
    [TestCase(6)]
    public async Task Enrol_WithAClockThatIsOff_NamesBothTimesAndLeavesTheToken(int minutes)
    {
        var token = await coordinator.TokenAsync("web-01");
        var request = coordinator.Request(token, "web-01", key);
        var theirs = coordinator.Time.GetUtcNow().AddMinutes(minutes);
        request.SentAt = Timestamp.FromDateTimeOffset(theirs);

        var refusal = await RefusedAsync(request);

        Assert.That(refusal.StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
        Assert.That(refusal.Detail, Does.Contain($"{theirs:u}").And.Contain($"{coordinator.Time.GetUtcNow():u}"));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("web-01|clock-skew|"));
        await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));
    }

    [Test]
    public async Task Enrol_WithATimeThatThereIsNot_IsRefused()
    {
        var request = coordinator.Request(await coordinator.TokenAsync("web-01"), "web-01", key);
        request.SentAt = new Timestamp { Seconds = long.MaxValue, Nanos = -7 };

        Assert.That((await RefusedAsync(request)).StatusCode, Is.EqualTo(StatusCode.FailedPrecondition));
    }

    [Test]
    public async Task Enrol_WithABadRequest_IsRefusedAndLeavesTheToken()
    {
        var token = await coordinator.TokenAsync("web-01");
        var spoilt = new Dictionary<string, Action<EnrolRequest>>
        {
            ["host"] = r => r.Host = "../etc",
            ["machine"] = r => r.MachineId = "a\u001b[31m",
            ["long machine"] = r => r.MachineId = new string('a', 129),
            ["no time"] = r => r.SentAt = null,
            ["no csr"] = r => r.Csr = ByteString.Empty,
            ["garbage csr"] = r => r.Csr = ByteString.CopyFromUtf8("garbage"),
            ["big csr"] = r => r.Csr = ByteString.CopyFrom(new byte[5000]),
            ["unsigned csr"] = r => r.Csr = Spoilt(r.Csr),
            ["rsa csr"] = r => r.Csr = Rsa(),
            ["p521 csr"] = r => r.Csr = Curve(ECCurve.NamedCurves.nistP521),
        };
        foreach (var (what, spoil) in spoilt)
        {
            var request = coordinator.Request(token, "web-01", key);
            spoil(request);
            Assert.That((await RefusedAsync(request)).StatusCode, Is.EqualTo(StatusCode.InvalidArgument), what);
        }

        await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));
    }

    [Test]
    public async Task Enrol_WithAKeyOnP384_IsTaken()
    {
        var request = coordinator.Request(await coordinator.TokenAsync("web-01"), "web-01", key);
        request.Csr = Curve(ECCurve.NamedCurves.nistP384);

        Assert.That((await coordinator.Enrolment().EnrolAsync(request)).Chain, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Enrol_AfterTooManyFailedTries_WaitsAMinute()
    {
        var token = await coordinator.TokenAsync("web-01");
        for (var i = 0; i < TryLimiter.Most; i++)
        {
            await RefusedAsync(coordinator.Request("mint1.x.y", "web-01", key));
        }

        Assert.That((await RefusedAsync(coordinator.Request(token, "web-01", key))).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        await coordinator.Enrolment().EnrolAsync(coordinator.Request(token, "web-01", key));
        Assert.That(await coordinator.EventsAsync("security"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Enrol_Again_EndsTheStreamOfTheEarlierEnrolment()
    {
        await coordinator.EnrolAsync("web-01");
        var heard = new List<Signal>();
        using var listening = coordinator.Get<Signals>().Listen(signal =>
        {
            heard.Add(signal);
            return Task.CompletedTask;
        });

        await coordinator.EnrolAsync("web-01");

        Assert.That(heard, Does.Contain(new Signal(SignalTopics.End, "web-01")).And.Contain(new Signal(SignalTopics.Hosts, "web-01")));
    }

    private static ByteString Spoilt(ByteString csr)
    {
        var bytes = csr.ToByteArray();
        bytes[^1] ^= 1;
        return ByteString.CopyFrom(bytes);
    }

    private static ByteString Rsa()
    {
        using var rsa = RSA.Create(2048);
        return ByteString.CopyFrom(new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest());
    }

    private static ByteString Curve(ECCurve curve)
    {
        using var other = ECDsa.Create(curve);
        return ByteString.CopyFrom(new CertificateRequest("CN=a", other, HashAlgorithmName.SHA384).CreateSigningRequest());
    }

    private async Task<Status> RefusedAsync(EnrolRequest request)
    {
        try
        {
            await coordinator.Enrolment().EnrolAsync(request);
            return Status.DefaultSuccess;
        }
        catch (RpcException refused)
        {
            return refused.Status;
        }
    }

    private async Task<HostRow> RowAsync(string host)
    {
        await using var connection = await coordinator.Get<Database>().OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<HostRow>(
            "SELECT machine_id AS Machine, certificate_serial AS Serial, enrolled_at AS EnrolledAt, certificate_expires_at AS ExpiresAt FROM hosts WHERE name = @host", new { host });
    }

    private sealed class HostRow
    {
        public string Machine { get; init; } = "";

        public string Serial { get; init; } = "";

        public long EnrolledAt { get; init; }

        public long ExpiresAt { get; init; }
    }
}
