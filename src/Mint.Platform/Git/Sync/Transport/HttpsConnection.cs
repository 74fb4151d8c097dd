using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>The https side of one conversation: address, token, trust, and the answers' meaning.</summary>
internal sealed class HttpsConnection : IDisposable
{
    private const int TokenLimit = 8192;

    private readonly RemoteSession session;
    private readonly HttpClient client;
    private readonly string address;

    public HttpsConnection(RemoteSession session)
    {
        this.session = session;
        // The certificate's dates are judged in local time. When this host's time zone was changed since the start, the C
        // library knows and the runtime does not, and a certificate would seem hours too young or too old.
        TimeZoneInfo.ClearCachedData();
        address = (session.Url with { User = null }).Text.TrimEnd('/');
        SocketsHttpHandler handler = new()
        {
            // A redirect could carry the token to another host, or the fetch to another repository.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PrivateTrust(session.Options.CaFile) },
        };
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = Token(session);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("git/2 (mint-agent)");
    }

    public HttpResponseMessage List(CancellationToken ct) =>
        Send(new HttpRequestMessage(HttpMethod.Get, $"{address}/info/refs?service=git-upload-pack"), "application/x-git-upload-pack-advertisement", ct);

    public HttpResponseMessage Pack(byte[] request, CancellationToken ct)
    {
        var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        return Send(new HttpRequestMessage(HttpMethod.Post, $"{address}/git-upload-pack") { Content = content }, "application/x-git-upload-pack-result", ct);
    }

    public void Dispose() => client.Dispose();

    private HttpResponseMessage Send(HttpRequestMessage request, string expected, CancellationToken ct)
    {
        HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == expected)
        {
            return response;
        }

        using (response)
        {
            throw Meaning(response);
        }
    }

    private GitFaultException Meaning(HttpResponseMessage response)
    {
        string answer = $"{address} answered {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new(GitFault.Credentials, $"{answer}: the token is missing, expired, or may not read this repository. Check token_file."),
            HttpStatusCode.NotFound =>
                new(GitFault.NoRepository, $"{answer}: no such repository, or none that this token may see. Check url and token_file."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                new(GitFault.Settings, $"{answer} and points to {response.Headers.Location}. Redirects are not followed; set url to the final address."),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => new(GitFault.Unreachable, $"{answer}."),
            HttpStatusCode.OK => new(GitFault.NoRepository, $"{answer} but does not speak Git's smart protocol there. Check url."),
            _ => new(GitFault.Protocol, $"{answer}."),
        };
    }

    private static AuthenticationHeaderValue? Token(RemoteSession session)
    {
        if (session.Options.TokenFile is not { } path)
        {
            return null;
        }

        string token = ReadSmall(path, "token_file").Trim();
        // Forges that look at the user at all document which; it then stands in the url.
        byte[] pair = Encoding.UTF8.GetBytes($"{session.Url.User ?? "git"}:{token}");
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
    }

    private static string ReadSmall(string path, string setting)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Length <= TokenLimit
                ? File.ReadAllText(path)
                : throw new GitFaultException(GitFault.Settings, $"{path}, which agent.yaml names as {setting}, is too large to be a token.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GitFaultException(GitFault.Settings, $"Can't read {path}, which agent.yaml names as {setting}: {error.Message}", error);
        }
    }

    // Null is the system's own trust. Names and dates are checked either way.
    private static X509ChainPolicy? PrivateTrust(string? caFile)
    {
        if (caFile is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GitFaultException(GitFault.Settings, $"Can't read certificates from {caFile}, which agent.yaml names as ca_file: {error.Message}", error);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new GitFaultException(GitFault.Settings, $"{caFile}, which agent.yaml names as ca_file, holds no certificate.");
    }
}
