using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;
using Mint.Cli.Fleet;

namespace Mint.Cli.Login;

/// <summary>The coordinator, as far as people log in to it.</summary>
internal sealed class LoginDesk : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Uri url;
    private readonly CoordinatorTrust trust;
    private readonly bool ownAuthorities;
    private readonly HttpClient client;

    /// <summary>Makes the way there.</summary>
    /// <param name="url">The coordinator.</param>
    /// <param name="authorities">Whom to trust instead of the system's authorities; null for those.</param>
    public LoginDesk(Uri url, X509Certificate2Collection? authorities)
    {
        (this.url, ownAuthorities, trust) = (url, authorities is not null, new CoordinatorTrust(authorities));
        client = new HttpClient(new SocketsHttpHandler { SslOptions = trust.Options(), ConnectTimeout = Limit, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = url,
            Timeout = Limit,
            MaxResponseContentBufferSize = 1 << 20,
        };
    }

    /// <summary>How people log in.</summary>
    /// <exception cref="CommandException">It can't be reached, or is no coordinator.</exception>
    public Task<LoginMethods> MethodsAsync(CancellationToken ct) => AskAsync(new HttpRequestMessage(HttpMethod.Get, "login/methods"), LoginJson.Default.LoginMethods, ct);

    /// <summary>A session for who is known to the identity provider.</summary>
    /// <exception cref="CommandException">The person has no role there, or the coordinator can't be reached.</exception>
    public Task<NewSession> ExchangeAsync(DeviceTokens tokens, CancellationToken ct) => AskAsync(
        new HttpRequestMessage(HttpMethod.Post, "login/exchange")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("id_token", tokens.IdToken ?? ""), KeyValuePair.Create("access_token", tokens.AccessToken ?? "")]),
        },
        LoginJson.Default.NewSession,
        ct);

    /// <summary>Ends a session.</summary>
    /// <returns>False when it was over already.</returns>
    /// <exception cref="CommandException">The coordinator can't be reached.</exception>
    public async Task<bool> EndAsync(string token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "login/end") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await SendAsync(request, ct);
        return answer.StatusCode == HttpStatusCode.Unauthorized ? false
            : answer.IsSuccessStatusCode ? true
            : throw await RefusedAsync(answer, ct);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<T> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using (request)
        {
            using var answer = await SendAsync(request, ct);
            if (!answer.IsSuccessStatusCode)
            {
                throw await RefusedAsync(answer, ct);
            }

            try
            {
                return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), type) ?? throw None();
            }
            catch (JsonException)
            {
                throw None();
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await client.SendAsync(request, ct);
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new FleetFailure(url, ownAuthorities, trust.Errors).Explain(new RpcException(new Status(StatusCode.Unavailable, "", away)));
        }
    }

    private async Task<CommandException> RefusedAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var why = "";
        try
        {
            why = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), LoginJson.Default.Said)?.Message ?? "";
        }
        catch (JsonException)
        {
            // Something that is no coordinator answers in its own way; the status says enough.
        }

        return answer.StatusCode == HttpStatusCode.NotFound || why.Length == 0 && (int)answer.StatusCode < 500
            ? None()
            : new CommandException($"{url.Authority} does not let you in: {(why.Length > 0 ? why : $"it answers {(int)answer.StatusCode}")}") { IsTransient = (int)answer.StatusCode >= 500 };
    }

    private CommandException None() =>
        new($"{url.Authority} knows no logins: it is no coordinator, or one older than this mint.", "Check the address, and its port: people use another one than agents.");
}
