using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>One call of a service as its descriptor has it, with a request as JSON: over gRPC, and over HTTP by the route in the proto file.</summary>
internal sealed class Rpc(MethodDescriptor method)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(b => b, b => b);

    /// <summary>Every service that the proto files have.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. typeof(Event).Assembly.GetTypes()
            .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
            .Where(p => p?.PropertyType == typeof(FileDescriptor))
            .SelectMany(p => ((FileDescriptor)p!.GetValue(null)!).Services)
            .Where(s => s.File.Package == Event.Descriptor.File.Package),
    ];

    public string Name => $"{method.Service.Name}.{method.Name}";

    public bool IsQuery => Route.Method == HttpMethod.Get;

    public bool IsStream => method.IsServerStreaming;

    /// <summary>The fields of its request.</summary>
    public IReadOnlyList<string> Fields => [.. method.InputType.Fields.InDeclarationOrder().Select(f => f.JsonName)];

    private (HttpMethod Method, string Path) Route => (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) ?? throw new InvalidOperationException($"{Name} has no HTTP route")) switch
    {
        { Get.Length: > 0 } get => (HttpMethod.Get, get.Get),
        { Post.Length: > 0 } post => (HttpMethod.Post, post.Post),
        { Delete.Length: > 0 } delete => (HttpMethod.Delete, delete.Delete),
        _ => throw new InvalidOperationException($"{Name} has a route of another kind"),
    };

    public static IEnumerable<Rpc> Of(params IEnumerable<string> services) => Services.Where(s => services.Contains(s.Name)).SelectMany(s => s.Methods).Select(m => new Rpc(m));

    /// <summary>The HTTP status that says the same.</summary>
    public static HttpStatusCode Http(StatusCode status) => status switch
    {
        StatusCode.OK => HttpStatusCode.OK,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.AlreadyExists => HttpStatusCode.Conflict,
        _ => HttpStatusCode.InternalServerError,
    };

    /// <summary>Calls over gRPC; of a stream the first message is read.</summary>
    public async Task<(StatusCode Status, string Text)> CallAsync(CallInvoker invoker, string json, Metadata headers)
    {
        var kind = method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var call = new Method<byte[], byte[]>(kind, method.Service.FullName, method.Name, Bytes, Bytes);
        var request = method.InputType.Parser.ParseJson(json).ToByteArray();
        try
        {
            if (!method.IsServerStreaming)
            {
                return (StatusCode.OK, Text(await invoker.AsyncUnaryCall(call, null, new CallOptions(headers), request)));
            }

            using var stream = invoker.AsyncServerStreamingCall(call, null, new CallOptions(headers), request);
            return await stream.ResponseStream.MoveNext(CancellationToken.None) ? (StatusCode.OK, Text(stream.ResponseStream.Current)) : (StatusCode.OK, "");
        }
        catch (RpcException refused)
        {
            return (refused.StatusCode, refused.Status.Detail);
        }
    }

    /// <summary>Calls over HTTP; of a stream the first line is read.</summary>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient client, Uri address, string json, Metadata headers)
    {
        using var request = Request(address, json);
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        return (answer.StatusCode, (IsStream ? await reader.ReadLineAsync() : await reader.ReadToEndAsync()) ?? "");
    }

    private HttpRequestMessage Request(Uri address, string json)
    {
        var (verb, path) = Route;
        var rest = new Dictionary<string, JsonElement>();
        foreach (var field in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!)
        {
            var place = $"{{{field.Key}}}";
            if (path.Contains(place, StringComparison.Ordinal))
            {
                path = path.Replace(place, Uri.EscapeDataString(field.Value.ToString()), StringComparison.Ordinal);
            }
            else
            {
                rest.Add(field.Key, field.Value);
            }
        }

        var query = verb == HttpMethod.Post ? "" : string.Join('&', rest.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value.ToString())}"));
        return new HttpRequestMessage(verb, new Uri(address, $"{path}?{query}"))
        {
            Content = verb == HttpMethod.Post ? JsonContent.Create(rest) : null,
            Version = HttpVersion.Version20,
        };
    }

    private string Text(byte[] response) => JsonFormatter.Default.Format(method.OutputType.Parser.ParseFrom(response));
}
