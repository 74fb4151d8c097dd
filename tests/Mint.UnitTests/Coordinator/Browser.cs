using System.Net;
using System.Text.RegularExpressions;
using Mint.Coordinator.Access.People;

namespace Mint.UnitTests.Coordinator;

/// <summary>Somebody with a browser that follows no redirect: cookies and forms, without script.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient client;
    private readonly Uri address;

    public Browser(TestCoordinator coordinator)
    {
        address = coordinator.Api;
        client = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = cookies,
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null },
        });
    }

    public string? Cookie
    {
        get => cookies.GetCookies(address)[PersonAuthentication.Cookie]?.Value;
        set => cookies.Add(address, new Cookie(PersonAuthentication.Cookie, value) { Secure = true });
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(address, path));

    public async Task<string> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async Task<HttpResponseMessage> LogInAsync(string name, string password, string back = "") =>
        await PostAsync($"/login?return={Uri.EscapeDataString(back)}", await TokenAsync("/login"), ("name", name), ("password", password));

    public async Task<HttpResponseMessage> LogOutAsync() => await PostAsync("/logout", await TokenAsync("/"));

    public async Task<string> TokenAsync(string path) => FormToken().Match(await ReadAsync(path)) is { Success: true } found
        ? found.Groups["token"].Value
        : throw new InvalidOperationException($"{path} has no form");

    public Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields) =>
        SendAsync(path, [.. fields, ("__RequestVerificationToken", token)]);

    /// <summary>Sends a form that is not the coordinator's.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await client.PostAsync(new Uri(address, path), form);
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("""<input(?=[^>]* name="__RequestVerificationToken")[^>]* value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex FormToken();
}
