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

    public Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields)
    {
        var all = fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2));
        return client.PostAsync(new Uri(address, path), new FormUrlEncodedContent(all));
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("""<input(?=[^>]* name="__RequestVerificationToken")[^>]* value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex FormToken();
}
