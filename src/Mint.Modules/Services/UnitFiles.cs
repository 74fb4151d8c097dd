using System.Text;
using Mint.Core.Hosts;

namespace Mint.Modules.Services;

/// <summary>
/// What the file system says of units: which are enabled, masked, or another's alias, and where their files are. The links
/// are scanned once per pass, so that a hundred units cost one walk and no process.
/// </summary>
internal sealed class UnitFiles
{
    /// <summary>Where people's units and all links of <c>systemctl enable</c> live.</summary>
    public const string Local = "/etc/systemd/system";

    private const string Generated = "/run/systemd/generator.late";

    private static readonly string[] Places =
        [Local, "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system", "/run/systemd/generator", Generated];

    private static readonly string[] LinkFolders = [".wants", ".requires", ".upholds"];

    private readonly IHostReader host;
    private readonly HashSet<string> wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);

    private UnitFiles(IHostReader host)
    {
        this.host = host;
        foreach (var name in host.List(Local))
        {
            if (Array.Exists(LinkFolders, suffix => name.EndsWith(suffix, StringComparison.Ordinal)))
            {
                wanted.UnionWith(host.List($"{Local}/{name}"));
            }
            else if (host.Stat($"{Local}/{name}") is { Type: FileType.Link, LinkTarget: { } target })
            {
                links[name] = target;
            }
        }
    }

    /// <summary>The scan of this pass.</summary>
    public static UnitFiles Of(IHostReader host) => host.Remember("systemd/unit-files", () => new UnitFiles(host));

    /// <summary>The name that systemd knows it by: another's alias gives that other.</summary>
    public string Resolve(string name) =>
        links.TryGetValue(name, out var target) && !IsNull(target) && UnitName.IsValid(BaseName(target)) ? BaseName(target) : name;

    /// <summary>Whether it is made unstartable.</summary>
    public bool IsMasked(string name) => links.TryGetValue(name, out var target) && IsNull(target);

    /// <summary>Whether a link says that it is started at boot.</summary>
    public bool IsWanted(string name) => wanted.Contains(name) || links.Any(l => l.Key != name && BaseName(l.Value) == name);

    /// <summary>Where its file is, or its template's; null when there is none.</summary>
    public string? Find(string name) =>
        Places.Select(place => $"{place}/{name}").FirstOrDefault(path => host.Stat(path) is { } entry && !IsNull(entry.LinkTarget ?? ""))
        ?? (UnitName.TemplateOf(name) is { } template ? Find(template) : null);

    /// <summary>Its file, parsed; null when there is none.</summary>
    public UnitText? Text(string name) => Find(name) is { } path
        ? host.Parse(path, content => UnitText.Parse(Encoding.UTF8.GetString(content ?? [])))
        : null;

    /// <summary>Whether systemd made it from an old init script; then its links are elsewhere.</summary>
    public bool IsGenerated(string name) => Find(name)?.StartsWith(Generated, StringComparison.Ordinal) == true;

    private static bool IsNull(string target) => target == "/dev/null";

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
