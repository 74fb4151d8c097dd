using System.Text.RegularExpressions;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Dashboard;

/// <summary>Addresses of commits and lines of the config repo in the forge's web pages, where coordinator.yaml names a forge.</summary>
internal sealed partial class ForgeLinks
{
    private readonly ForgeKind kind;
    private readonly string? root;

    /// <param name="options">The settings.</param>
    public ForgeLinks(CoordinatorOptions options)
    {
        if (options.Forge is { } forge && Uri.TryCreate(forge.Api, UriKind.Absolute, out var api) && api.Scheme is "https" or "http")
        {
            kind = forge.Kind;
            root = $"{Web(api)}/{string.Join('/', forge.Project.Split('/').Select(Uri.EscapeDataString))}";
        }
    }

    /// <summary>Where a commit is shown; null when that is not known.</summary>
    public string? ToCommit(string commit) => root is null || !IsCommit(commit) ? null : $"{root}/{(kind == ForgeKind.Gitlab ? "-/" : "")}commit/{commit}";

    /// <summary>Where a line is shown.</summary>
    /// <param name="origin"><c>file:line:column</c>, as resources name it.</param>
    /// <param name="commit">The commit that it is of.</param>
    /// <returns>Null when that is not known.</returns>
    public string? To(string origin, string commit)
    {
        if (root is null || !IsCommit(commit) || Place().Match(origin) is not { Success: true } place)
        {
            return null;
        }

        var path = string.Join('/', place.Groups["path"].Value.Split('/').Select(Uri.EscapeDataString));
        var address = kind switch
        {
            ForgeKind.Github => $"{root}/blob/{commit}/{path}",
            ForgeKind.Gitlab => $"{root}/-/blob/{commit}/{path}",
            _ => $"{root}/src/commit/{commit}/{path}",
        };
        return $"{address}#L{place.Groups["line"].Value}";
    }

    // The API of GitHub has a host of its own; elsewhere it is a path on the forge's.
    private static string Web(Uri api) => api.Host == "api.github.com"
        ? "https://github.com"
        : ApiPath().Replace(api.GetLeftPart(UriPartial.Path).TrimEnd('/'), "");

    private static bool IsCommit(string commit) => commit.Length is 40 or 64 && commit.All(char.IsAsciiHexDigitLower);

    [GeneratedRegex("""^(?<path>[^:]+):(?<line>\d+)(:\d+)?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex("""/api(/v\d+)?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex ApiPath();
}
