using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mint.Cli.Fleet;

/// <summary>Where the coordinator is, and what lets us in.</summary>
/// <param name="Url">Its address: https, or http on this machine.</param>
/// <param name="Token">The API token.</param>
/// <param name="Authorities">Whom to trust instead of the system's authorities; null for those.</param>
internal sealed record CoordinatorAccess(Uri Url, string Token, X509Certificate2Collection? Authorities)
{
    /// <summary>What a command line, the environment and the person's settings say together.</summary>
    /// <param name="given">The options of the command line.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="settingsPath">The person's coordinator.yaml.</param>
    /// <exception cref="CommandException">Something is missing or wrong.</exception>
    public static CoordinatorAccess Find(CoordinatorOverrides given, Func<string, string?> variable, string settingsPath)
    {
        var settings = CoordinatorSettings.Read(settingsPath);
        var text = given.Url ?? Set(variable("MINT_COORDINATOR")) ?? settings?.Url ?? throw Unknown(settingsPath);
        var url = Address(text);

        // A token is for the coordinator that it was written down with: another one never gets to see it.
        var own = settings is not null && Address(settings.Url) == url ? settings : null;
        var token = FindToken(given.TokenFile, Set(variable("MINT_TOKEN")), own?.TokenFile) ?? throw NoToken(url, settingsPath);
        return new CoordinatorAccess(url, token, LoadAuthorities(given.CaFile ?? Set(variable("MINT_CA_FILE")) ?? own?.CaFile));
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? FindToken(string? givenFile, string? variable, string? settingsFile) => (givenFile, variable, settingsFile) switch
    {
        ({ } file, _, _) => ApiToken.FromFile(file),
        (_, { } token, _) => ApiToken.Checked(token, "MINT_TOKEN"),
        (_, _, { } file) => ApiToken.FromFile(file),
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

    private static X509Certificate2Collection? LoadAuthorities(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(SmallFile.Read(path)));
        }
        catch (CryptographicException failure)
        {
            throw new CommandException($"{path} holds a certificate that can't be read: {failure.Message}");
        }

        return authorities.Count > 0
            ? authorities
            : throw new CommandException($"{path} holds no certificate.", "It is PEM: -----BEGIN CERTIFICATE----- …");
    }

    private static CommandException Unknown(string settingsPath) => new(
        "No coordinator is known.",
        $"Say where it is: --coordinator https://mint.example.com:8443, or MINT_COORDINATOR in the environment, or 'url: https://…' in {settingsPath}");

    private static CommandException NoToken(Uri url, string settingsPath) => new(
        $"There is no token for {url.Authority}.",
        $"Give one: --token-file FILE, or MINT_TOKEN in the environment, or 'token_file: FILE' beside this url in {settingsPath}. An admin makes it: mint token create NAME");
}

/// <summary>What the command line says of the coordinator; null for what it leaves out.</summary>
internal sealed record CoordinatorOverrides(string? Url, string? TokenFile, string? CaFile);
