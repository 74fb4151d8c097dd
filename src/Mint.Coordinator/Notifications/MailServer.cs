using System.Globalization;

namespace Mint.Coordinator.Notifications;

/// <summary>A mail server's address.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port.</param>
internal sealed record MailServer(string Host, int Port)
{
    private const int Submission = 587;

    /// <summary>Whether the text is <c>host</c> or <c>host:port</c>.</summary>
    public static bool IsGood(string text) => TryParse(text) is not null;

    /// <summary>Reads <c>host</c> or <c>host:port</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static MailServer Parse(string text) => TryParse(text) ?? throw new FormatException($"expected host:port, found '{text}'");

    private static MailServer? TryParse(string text)
    {
        if (!Uri.TryCreate($"smtp://{text}", UriKind.Absolute, out var uri) || uri is not { Host.Length: > 0, PathAndQuery: "/" or "", UserInfo: "" })
        {
            return null;
        }

        var port = uri.IsDefaultPort && !text.EndsWith($":{uri.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal) ? Submission : uri.Port;
        return port > 0 ? new MailServer(uri.IdnHost, port) : null;
    }
}
