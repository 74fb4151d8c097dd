namespace Mint.Platform.Git.Sync;

/// <summary>The remote's address in parts.</summary>
/// <param name="Scheme"><c>ssh</c>, <c>https</c> or <c>file</c>.</param>
/// <param name="User">Who logs in; null when the address does not say.</param>
/// <param name="Host">Host name; empty for files.</param>
/// <param name="Port">Port; null for the scheme's own.</param>
/// <param name="Path">Path of the repository on that host.</param>
internal sealed record RemoteUrl(string Scheme, string? User, string Host, int? Port, string Path)
{
    /// <summary>Whether it lies on this very host.</summary>
    public bool IsLocal => Scheme == "file" || Host == "localhost" || (System.Net.IPAddress.TryParse(Host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));

    /// <summary>The address in the form that every part of the agent uses.</summary>
    public string Text => Scheme == "file"
        ? $"file://{Path}"
        : $"{Scheme}://{(User is null ? "" : $"{User}@")}{Host}{(Port is null ? "" : $":{Port}")}{Path}";

    /// <summary>Reads an address as people write it.</summary>
    /// <exception cref="GitFaultException">It is none, or of a kind that is not safe.</exception>
    public static RemoteUrl Parse(string text)
    {
        if (text.StartsWith('/'))
        {
            return new RemoteUrl("file", null, "", null, text);
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return ParseShort(text);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ssh" or "https" or "file"))
        {
            throw Wrong(text, "Use ssh://user@host/path or https://host/path.");
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw Wrong("the repository's url", "It holds a password; put that into a file of its own and name it as token_file.");
        }

        return Checked(text, new RemoteUrl(
            uri.Scheme,
            uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(uri.UserInfo),
            uri.Host,
            uri.IsDefaultPort || uri.Port < 0 ? null : uri.Port,
            uri.Scheme == "https" ? uri.AbsolutePath : Uri.UnescapeDataString(uri.AbsolutePath)));
    }

    // git@host:path, the short form of ssh. Its path is relative to the login's home, as in ssh://host/~/path.
    private static RemoteUrl ParseShort(string text)
    {
        int colon = text.IndexOf(':');
        int at = text.IndexOf('@');
        if (colon < 1 || at > colon || text.Contains("::", StringComparison.Ordinal))
        {
            throw Wrong(text, "Use ssh://user@host/path or https://host/path.");
        }

        string path = text[(colon + 1)..];
        return Checked(text, new RemoteUrl("ssh", at > 0 ? text[..at] : null, text[(at + 1)..colon], null, path.StartsWith('/') ? path : $"/~/{path}"));
    }

    // Host and user become arguments of ssh: what could be read as an option is refused.
    private static RemoteUrl Checked(string text, RemoteUrl url)
    {
        bool hostMissing = url.Scheme != "file" && url.Host.Length == 0;
        bool optionLike = url.Host.StartsWith('-') || url.User?.StartsWith('-') == true;
        return hostMissing || optionLike || text.Any(char.IsControl) ? throw Wrong(text, "Its host or user is not a name.") : url;
    }

    private static GitFaultException Wrong(string text, string advice) => new(GitFault.Settings, $"'{text}' is not an address the agent can fetch from. {advice}");
}
