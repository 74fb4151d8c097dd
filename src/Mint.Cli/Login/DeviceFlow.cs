using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mint.Cli.Output;

namespace Mint.Cli.Login;

/// <summary>Lets a person log in at an identity provider, in a browser that may be on another machine (RFC 8628).</summary>
/// <param name="client">The way to the provider.</param>
/// <param name="methods">Which provider.</param>
/// <param name="clock">Measures the pauses.</param>
internal sealed class DeviceFlow(HttpClient client, LoginMethods methods, TimeProvider clock)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    private const int MostSeconds = 3600;

    private static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Asks the person to log in, and waits until they did.</summary>
    /// <param name="screen">Where they are asked.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="CommandException">They did not, or the provider has no such login.</exception>
    public async Task<DeviceTokens> RunAsync(Screen screen, CancellationToken ct)
    {
        var provider = await DiscoverAsync(ct);
        var device = Address(provider.DeviceAuthorizationEndpoint) ?? throw new CommandException(
            $"{methods.Issuer} has no device login.", "Let its administrator enable the device flow (OAuth 2.0 Device Authorization Grant) for the client of mint.");
        var tokens = Address(provider.TokenEndpoint) ?? throw Odd();
        var code = await BeginAsync(device, ct);
        Show(screen, code);
        return await WaitAsync(tokens, code, ct);
    }

    private async Task<Discovery> DiscoverAsync(CancellationToken ct)
    {
        if (Address(methods.Issuer) is null)
        {
            throw new CommandException($"The coordinator names '{methods.Issuer}' to log in at, which is no https:// address.");
        }

        var (_, said) = await AskAsync(new HttpRequestMessage(HttpMethod.Get, $"{methods.Issuer.TrimEnd('/')}/.well-known/openid-configuration"), LoginJson.Default.Discovery, ct);
        return said.Issuer == methods.Issuer
            ? said
            : throw new CommandException($"{methods.Issuer} calls itself '{said.Issuer}': this is not the provider that the coordinator means.");
    }

    private async Task<DeviceCode> BeginAsync(Uri address, CancellationToken ct)
    {
        var (ok, said) = await AskAsync(Form(address, ("client_id", methods.ClientId), ("scope", string.Join(' ', methods.Scopes))), LoginJson.Default.DeviceCode, ct);
        return ok && said is { Code.Length: > 0, UserCode.Length: > 0, ExpiresIn: > 0 } && Address(said.VerificationUri) is not null
            ? said
            : throw new CommandException($"{methods.Issuer} begins no login for the client {methods.ClientId}.", "Let its administrator enable the device flow for this client; it is a public one, without a secret.");
    }

    private static void Show(Screen screen, DeviceCode code)
    {
        screen.Line($"Open {code.VerificationUri} in a browser, and enter this code:").Line();
        screen.Write("    ").Line(code.UserCode, Tone.Strong).Line();
        if (Address(code.VerificationUriComplete) is not null)
        {
            screen.Line($"Or open {code.VerificationUriComplete}");
        }

        screen.Line("Waiting for you to log in there … (Ctrl-C to give up)").Flush();
    }

    private async Task<DeviceTokens> WaitAsync(Uri address, DeviceCode code, CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(code.Interval, 1, LongestPause.TotalSeconds));
        var end = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(code.ExpiresIn, MostSeconds));
        while (clock.GetUtcNow() + pause < end)
        {
            await Task.Delay(pause, clock, ct);
            DeviceTokens said;
            try
            {
                (_, said) = await AskAsync(Form(address, ("grant_type", GrantType), ("device_code", code.Code), ("client_id", methods.ClientId)), LoginJson.Default.DeviceTokens, ct);
            }
            catch (CommandException away) when (away.IsTransient)
            {
                // As the RFC asks for: more and more slowly, until the code is too old.
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            switch (said.Error)
            {
                case null or "" when said.IdToken is { Length: > 0 }:
                    return said;
                case null or "":
                    throw new CommandException($"{methods.Issuer} gave no ID token.", "The scope openid must be among the scopes in the coordinator's oidc settings.");
                case "authorization_pending":
                    break;
                case "slow_down":
                    pause += Slower;
                    break;
                case "access_denied":
                    throw new CommandException("The login was declined in the browser.");
                case "expired_token":
                    throw Late();
                default:
                    throw new CommandException($"{methods.Issuer} ended the login: {said.Error}{(said.ErrorDescription is { Length: > 0 } why ? $" ({why})" : "")}");
            }
        }

        throw Late();
    }

    private async Task<(bool Ok, T Said)> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using (request)
        {
            try
            {
                using var answer = await client.SendAsync(request, ct);
                var said = (int)answer.StatusCode < 500 ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), type) : null;
                return said is not null ? (answer.IsSuccessStatusCode, said) : throw Away($"it answers {(int)answer.StatusCode}");
            }
            catch (JsonException)
            {
                throw Odd();
            }
            catch (Exception away) when (away is HttpRequestException or IOException || (away is TaskCanceledException && !ct.IsCancellationRequested))
            {
                throw Away(away.InnerException?.Message ?? away.Message);
            }
        }
    }

    private static HttpRequestMessage Form(Uri address, params (string Name, string Value)[] fields) =>
        new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };

    // What is typed there is worth a lot: never in clear, except on this machine.
    private static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) ? url : null;

    private CommandException Away(string why) => new($"The identity provider {methods.Issuer} can't be reached: {why}") { IsTransient = true };

    private CommandException Odd() => new($"{methods.Issuer} does not answer as an identity provider does.", "The coordinator names it: oidc.issuer in its coordinator.yaml.");

    private static CommandException Late() => new("Nobody logged in in time.", "Try again: mint login");
}
