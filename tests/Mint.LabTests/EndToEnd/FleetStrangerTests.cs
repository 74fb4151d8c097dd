using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;

namespace Mint.LabTests.EndToEnd;

/// <summary>Somebody who has an API token and tools that know nothing of Mint.</summary>
internal sealed class FleetStrangerTests
{
    private const string Service = "mint.v1.FleetService";
    private const string Server = "backup-01";
    private const string Filter = "state:drifted";

    private static readonly string Authority = Path.Combine(Lab.Directory, "coordinator-ca.pem");

    private string host = "";

    private static string Url => Kept("coordinator-api");

    private static string Token => Kept("api-token");

    private static Metadata LoggedIn => new() { { "authorization", $"Bearer {Token}" } };

    /// <summary>One server shall be drifted and stay so: it only observes one of its files.</summary>
    [OneTimeSetUp]
    public async Task LetOneDrift()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var repo = ConfigRepo.OfLab();
        host = await repo.ReadAsync($"hosts/{Server}.yaml", timeout.Token);
        await repo.WriteAsync($"hosts/{Server}.yaml", $"{host}\nmodes: {{ \"file/{FleetProbe.Path(1)}\": observe }}\n", timeout.Token);
        await FleetProbe.EnsureAsync(timeout.Token);
        await Lab.Servers[Server].RunAsync($"echo mine > {FleetProbe.Path(1)}", timeout.Token);
        await Eventually.BecomesAsync(
            $"{Server} is known to be drifted",
            TimeSpan.FromSeconds(20),
            async () => (await FleetCli.OfLab.HostsAsync(timeout.Token))[Server].State,
            state => state == "drifted",
            timeout.Token);
    }

    [OneTimeTearDown]
    public async Task MendIt()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await ConfigRepo.OfLab().WriteAsync($"hosts/{Server}.yaml", host.Replace("groups: [base", "groups: [fleet-probe, base", StringComparison.Ordinal), timeout.Token);
        await FleetProbe.EnsureAsync(timeout.Token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Curl_WithAToken_ListsDriftedHosts(CancellationToken ct)
    {
        var answer = await CurlAsync([$"{Url}/v1/hosts?filter={Filter}", "-H", $"Authorization: Bearer {Token}"], ct);
        using var document = JsonDocument.Parse(answer);
        Assert.That(document.RootElement.GetProperty("hosts").EnumerateArray().Select(h => h.GetProperty("name").GetString()), Is.EqualTo(new[] { Server }));
    }

    [Test, CancelAfter(60_000)]
    public async Task Curl_WithoutAGoodToken_GetsNothing([Values("", "Authorization: Bearer wrong")] string header, CancellationToken ct)
    {
        string[] status = ["-o", "/dev/null", "-w", "%{http_code}", $"{Url}/v1/hosts"];
        Assert.That(await CurlAsync(header.Length == 0 ? status : [.. status, "-H", header], ct), Is.EqualTo("401"));
    }

    [Test, CancelAfter(60_000)]
    public async Task GenericGrpcClient_ByReflection_ListsDriftedHosts(CancellationToken ct)
    {
        using var channel = Channel();
        var method = (await DescribeAsync(channel, ct)).FindMethodByName("ListHosts");
        var answer = await CallAsync(channel, method, Request(method.InputType, "filter", Filter), ct);
        var hosts = Fields(answer, method.OutputType.FindFieldByName("hosts").FieldNumber).ToList();
        var name = method.OutputType.FindFieldByName("hosts").MessageType.FindFieldByName("name").FieldNumber;
        Assert.That(hosts.SelectMany(h => Fields(h, name)).Select(n => n.ToStringUtf8()), Is.EqualTo(new[] { Server }));
    }

    private static string Kept(string name) => File.ReadAllText(Path.Combine(Lab.Directory, name)).Trim();

    private static Task<string> CurlAsync(string[] arguments, CancellationToken ct) =>
        LocalCommand.RunAsync("curl", ["-sS", "--cacert", Authority, .. arguments], ct: ct);

    private static GrpcChannel Channel()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = FleetTrust.In(File.ReadAllText(Authority));
        return GrpcChannel.ForAddress(Url, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async Task<ServiceDescriptor> DescribeAsync(GrpcChannel channel, CancellationToken ct)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(LoggedIn, cancellationToken: ct);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, ct);
        Assert.That(await call.ResponseStream.MoveNext(ct));
        Assert.That(call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name), Does.Contain(Service));

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = Service }, ct);
        Assert.That(await call.ResponseStream.MoveNext(ct));
        var files = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto;
        await call.RequestStream.CompleteAsync();
        return FileDescriptor.BuildFromByteStrings(InOrder(files)).SelectMany(f => f.Services).Single(s => s.FullName == Service);
    }

    // A file's imports have to be there before it.
    private static List<ByteString> InOrder(IEnumerable<ByteString> files)
    {
        var waiting = files.Select(f => (Bytes: f, Proto: FileDescriptorProto.Parser.ParseFrom(f))).DistinctBy(f => f.Proto.Name).ToList();
        var (ordered, known) = (new List<ByteString>(), new HashSet<string>());
        while (waiting.Count > 0)
        {
            var next = waiting.First(f => f.Proto.Dependency.All(known.Contains));
            waiting.Remove(next);
            known.Add(next.Proto.Name);
            ordered.Add(next.Bytes);
        }

        return ordered;
    }

    private static async Task<byte[]> CallAsync(GrpcChannel channel, MethodDescriptor described, byte[] request, CancellationToken ct)
    {
        var bytes = Marshallers.Create(b => b, b => b);
        var method = new Method<byte[], byte[]>(MethodType.Unary, described.Service.FullName, described.Name, bytes, bytes);
        return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(LoggedIn, cancellationToken: ct), request);
    }

    private static byte[] Request(MessageDescriptor type, string field, string value)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            output.WriteTag(type.FindFieldByName(field).FieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
        }

        return memory.ToArray();
    }

    private static List<ByteString> Fields(ByteString message, int number) => Fields(message.ToByteArray(), number);

    private static List<ByteString> Fields(byte[] message, int number)
    {
        var (input, found) = (new CodedInputStream(message), new List<ByteString>());
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
            {
                found.Add(input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
