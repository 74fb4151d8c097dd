using System.Globalization;

namespace Mint.Cli.Doctor;

/// <summary>The server and port behind a Git URL.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
internal sealed record RepositoryAddress(string Host, int Port)
{
    /// <summary>Reads <c>https://…</c>, <c>ssh://…</c> and <c>git@host:path</c>; null for a local path.</summary>
    public static RepositoryAddress? Of(string url)
    {
        if (url.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && DefaultPort(uri.Scheme) is { } port
                ? new RepositoryAddress(uri.Host.Trim('[', ']'), uri.IsDefaultPort || uri.Port < 0 ? port : uri.Port)
                : null;
        }

        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var host = colon > 0 ? url[(url.IndexOf('@', StringComparison.Ordinal) + 1)..colon] : "";
        return host.Length > 0 && !host.Contains('/', StringComparison.Ordinal) ? new RepositoryAddress(host, 22) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static int? DefaultPort(string scheme) => scheme switch
    {
        "ssh" => 22,
        "https" => 443,
        "http" => 80,
        "git" => 9418,
        _ => null,
    };
}
