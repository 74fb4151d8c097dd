using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Agent.Configuration;
using Mint.Agent.Link;
using Mint.Agent.Link.Identity;
using Mint.Agent.Link.Peers;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.WireGuard;
using Mint.Platform.Git.Sync;
using Mint.UnitTests.Engine;
using Mint.UnitTests.Linux;
using Wire = Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

/// <summary>A host in a WireGuard network, enrolled with an authority, and others that were as well.</summary>
internal sealed class PeerWorld : IDisposable
{
    private const string Keys = "/var/lib/mint-agent/wireguard";

    private readonly TemporaryDirectory directory = new();

    public PeerWorld()
    {
        Link = new LinkState(new Uri("https://coordinator.example.org:7443"), Engine.Time);
        Engine.Host.Files.MakeDirectory(Keys);
        Enrol(directory["identity"], "web-01");
        Keeper = Restart();
    }

    public World Engine { get; } = new();

    public TestAuthority Authority { get; } = new();

    public LinkState Link { get; }

    public PeerKeeper Keeper { get; private set; }

    /// <summary>Addresses on the host's interfaces.</summary>
    public HashSet<string> Own { get; } = ["203.0.113.7"];

    public static string Key(byte of) => Convert.ToBase64String(Enumerable.Repeat(of, 32).ToArray());

    /// <summary>What another host says.</summary>
    public static Wire.PeerFacts Facts(DateTimeOffset at, string host = "web-02", ulong sequence = 7, string? endpoint = "203.0.113.8:51820") => new()
    {
        Host = host,
        Sequence = sequence,
        MadeAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at),
        Networks = { new Wire.NetworkFact { Network = "mint0", PublicKey = Key(2), Endpoints = { endpoint is null ? [] : new[] { endpoint } } } },
    };

    public PeerKeeper Restart(LinkState? link = null) => Keeper = new PeerKeeper(
        Options(), link ?? Link, Engine.Ledger, Engine.Host, new OwnAddresses(a => Own.Contains(a.ToString())), Engine.Time, NullLogger<PeerKeeper>.Instance);

    public void Connect(string seen = "203.0.113.7")
    {
        Link.RaiseUp(new Release(All: true, "", ""));
        Keeper.Connected(seen);
    }

    /// <summary>Puts a key on the host's disk, as its provider does.</summary>
    public void MakeKey(byte of, string network = "mint0") =>
        Engine.Host.WriteFile($"{Keys}/{network}.pub", Encoding.ASCII.GetBytes(Key(of) + "\n"), Mint.Core.Hosts.FileAccess.RootReadable);

    /// <summary>A run looked at the host.</summary>
    public void Run(params string[] networks)
    {
        var names = networks.Length == 0 ? ["mint0"] : networks;
        var resources = names.Select(n => new Resource(new ResourceId("wireguard", n), new WireGuardSpec(["10.90.0.1/16"], 51820, null, []), Origin.None));
        Keeper.Review(GraphBuilder.Build([.. resources], WireGuardToys.Providers).Graph);
    }

    /// <summary>The facts that are to go up now; null for none.</summary>
    public Wire.PeerFacts? Said() => Keeper.Next()?.PeerFacts is { } signed ? Wire.PeerFacts.Parser.ParseFrom(signed.Facts) : null;

    /// <summary>Facts as their host signs them.</summary>
    public Wire.SignedPeerFacts Sign(Wire.PeerFacts facts, string? by = null, TestAuthority? authority = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var files = directory[$"other-{Guid.NewGuid():N}"];
        Enrol(files, by ?? facts.Host, authority ?? Authority, from, to);
        using var identity = new IdentityFiles(files).Load() ?? throw new InvalidOperationException("no identity");
        return PeerProof.Sign(facts, identity) ?? throw new InvalidOperationException("no key");
    }

    public void Take(params Wire.SignedPeerFacts[] facts) => Keeper.Take(new Wire.PeerUpdate { Facts = { facts } });

    public void Dispose()
    {
        directory.Dispose();
        Authority.Dispose();
    }

    private void Enrol(string files, string host, TestAuthority? authority = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using var identity = new NewIdentity();
        var signer = authority ?? Authority;
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var csr = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={host}", key, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSigningRequest();
        // As the host's clock has it, which stands still here.
        var start = from ?? Engine.Time.GetUtcNow().AddDays(-1);
        using var certificate = signer.Sign(csr, host, start, to ?? start.AddDays(30));
        new IdentityFiles(files).Keep(key, [certificate], Authority.Certificate);
    }

    private AgentOptions Options() => new()
    {
        Path = directory["agent.yaml"],
        Host = "web-01",
        Remote = new GitRemoteOptions { Url = "https://git.example.org/config.git", Branch = "main" },
        Poll = TimeSpan.FromMinutes(1),
        ObserveEvery = TimeSpan.FromMinutes(5),
        Signatures = null,
        Metrics = null,
        Coordinator = Link.Coordinator,
        IdentityDirectory = directory["identity"],
        StateDirectory = directory.Path,
        CloneDirectory = directory["repo"],
        LedgerPath = directory["ledger.db"],
    };
}
