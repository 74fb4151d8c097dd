using System.Security.Cryptography;
using System.Text;
using Mint.Modules.Packages;

namespace Mint.Cli.PackageIndexes;

/// <summary>One index of package names: one component of one suite of one repository, as in apt's sources.</summary>
/// <param name="Label">What to call it: <c>Debian 12 main</c>.</param>
/// <param name="Address">Where its <c>Packages.gz</c> is.</param>
/// <param name="Optional">Whether a repository may do without it.</param>
internal sealed record PackageSource(string Label, Uri Address, bool Optional = false)
{
    private const string Architecture = "amd64";

    private static readonly (string Suite, string Name)[] Releases = [("bookworm", "Debian 12"), ("trixie", "Debian 13")];

    private static readonly string[] Components = ["main", "contrib", "non-free", "non-free-firmware"];

    /// <summary>A name for its file in a cache.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Address.AbsoluteUri)).AsSpan(0, 16));

    /// <summary>The releases that hosts run, backports included.</summary>
    public static IReadOnlyList<PackageSource> Debian(Uri mirror) =>
    [
        .. from release in Releases
           from suite in new[] { release.Suite, $"{release.Suite}-backports" }
           from component in Components
           select new PackageSource($"{release.Name} {component}", InSuite(mirror, suite, component), suite != release.Suite || component != "main"),
    ];

    /// <summary>What a repository that a host declares has; nothing of one that only the host can reach (<c>file:</c>, <c>mirror+</c>).</summary>
    public static IReadOnlyList<PackageSource> Of(string name, RepositorySettings repository) =>
    [
        .. from uri in repository.Uris ?? []
           where Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
           let root = new Uri(uri)
           from suite in repository.Suites ?? []
           from address in suite.EndsWith('/')
               ? [Below(root, $"{suite}Packages.gz")]
               : (repository.Components ?? []).Select(component => InSuite(root, suite, component))
           select new PackageSource(name, address),
    ];

    private static Uri InSuite(Uri root, string suite, string component) => Below(root, $"dists/{suite}/{component}/binary-{Architecture}/Packages.gz");

    private static Uri Below(Uri root, string path) => new(root.AbsoluteUri.TrimEnd('/') + "/" + path.TrimStart('/'));
}
