using System.Security.Cryptography.X509Certificates;
using Mint.Cli.Login;

namespace Mint.Cli.Fleet;

/// <summary>Where the coordinator is, and what lets us in.</summary>
/// <param name="Url">Its address: https, or http on this machine.</param>
/// <param name="Token">The API token, or that of a login.</param>
/// <param name="Authorities">Whom to trust instead of the system's authorities; null for those.</param>
/// <param name="IsLogin">Whether the token is that of a login.</param>
internal sealed record CoordinatorAccess(Uri Url, string Token, X509Certificate2Collection? Authorities, bool IsLogin = false)
{
    /// <summary>What a command line, the environment, the person's settings and their logins say together.</summary>
    /// <param name="given">The options of the command line.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="directory">Where the person's settings are.</param>
    /// <exception cref="CommandException">Something is missing or wrong.</exception>
    public static CoordinatorAccess Find(CoordinatorOverrides given, Func<string, string?> variable, string directory)
    {
        var place = Place(given, variable, directory);
        return FindToken(given.TokenFile, Set(variable("MINT_TOKEN"))) is { } token ? new CoordinatorAccess(place.Url, token, place.Authorities())
            : place.Login is { } login ? new CoordinatorAccess(place.Url, ApiToken.Checked(login.Token, Logins.FileName), place.Authorities(), IsLogin: true)
            : place.TokenFile is { } file ? new CoordinatorAccess(place.Url, ApiToken.FromFile(file), place.Authorities())
            : throw NoToken(place);
    }

    /// <summary>Where the coordinator is, by the same; what lets in may be missing yet.</summary>
    /// <param name="given">The options of the command line.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="directory">Where the person's settings are.</param>
    /// <exception cref="CommandException">Something is missing or wrong.</exception>
    public static CoordinatorPlace Place(CoordinatorOverrides given, Func<string, string?> variable, string directory)
    {
        var path = Path.Combine(directory, CoordinatorSettings.FileName);
        var settings = CoordinatorSettings.Read(path);
        var logins = Logins.Read(directory);
        var only = logins.All.Count == 1 ? logins.All[0].Url : null;
        var url = Address(given.Url ?? Set(variable("MINT_COORDINATOR")) ?? settings?.Url ?? only ?? throw Unknown(path));

        // A token is for the coordinator that it was written down with: another one never gets to see it.
        var own = settings is not null && Address(settings.Url) == url ? settings : null;
        var login = logins.At(url);
        return new CoordinatorPlace(url, path, login, own?.TokenFile, given.CaFile ?? Set(variable("MINT_CA_FILE")) ?? own?.CaFile ?? login?.CaFile);
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? FindToken(string? givenFile, string? variable) => (givenFile, variable) switch
    {
        ({ } file, _) => ApiToken.FromFile(file),
        (_, { } token) => ApiToken.Checked(token, "MINT_TOKEN"),
        _ => null,
    };

    private static Uri Address(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            throw new CommandException($"'{text}' is not a coordinator's address.", "It looks like https://mint.example.com:8443", ExitCodes.Usage);
        }

        if (url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            throw new CommandException($"'{text}': a coordinator's address is a host and a port, nothing more.", $"{url.Scheme}://{url.Authority}", ExitCodes.Usage);
        }

        return url.Scheme == "https" || url.IsLoopback
            ? url
            : throw new CommandException(
                $"{text} is not encrypted: the token would be readable on the way.", $"https://{url.Authority}; http:// is for this machine alone (http://localhost)");
    }

    private static CommandException Unknown(string settingsPath) => new(
        "No coordinator is known.",
        $"Say where it is: --coordinator https://mint.example.com:8443, or MINT_COORDINATOR in the environment, or 'url: https://…' in {settingsPath}");

    private static CommandException NoToken(CoordinatorPlace place) => new(
        $"There is no token for {place.Url.Authority}.",
        $"Log in: mint login {place.Url.GetLeftPart(UriPartial.Authority)}. Or give an API token: --token-file FILE, or MINT_TOKEN in the environment, or 'token_file: FILE' beside this url in {place.SettingsPath}. An admin makes it: mint token create NAME");
}

/// <summary>What the command line says of the coordinator; null for what it leaves out.</summary>
internal sealed record CoordinatorOverrides(string? Url, string? TokenFile, string? CaFile);
