using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Ssh;

/// <summary>What is there of our file, and of what may stand against it.</summary>
/// <param name="Text">Our file's text; null when it is missing or no regular file.</param>
/// <param name="Path">Its type, owner and mode; null when it is missing.</param>
/// <param name="Configuration">All that sshd reads.</param>
/// <param name="Installed">Whether there is an sshd.</param>
/// <param name="Unproven">Whether a change was cut off before sshd was seen to answer with it.</param>
internal sealed record SshdState(string? Text, PathState? Path, SshdConfiguration Configuration, bool Installed, bool Unproven)
{
    private const string Program = "/usr/sbin/sshd";

    /// <summary>Looks; null when nothing of ours is there.</summary>
    public static SshdState? Read(IHostReader host)
    {
        var path = PathState.Read(SshdConfiguration.Own, host);
        var unproven = LiveSshd.IsUnproven(host);
        if (path is null && !unproven)
        {
            return null;
        }

        var text = path is { Entry.Type: FileType.File } && host.ReadFile(SshdConfiguration.Own) is { } bytes ? FileContent.AsText(bytes) : null;
        return new SshdState(text, path, SshdConfiguration.Read(host), host.Stat(Program) is not null, unproven);
    }

    /// <summary>What differs, keyword by keyword.</summary>
    public IEnumerable<Difference> Compare(SshdSpec desired)
    {
        var (found, wanted) = (ByKeyword(Text ?? ""), ByKeyword(desired.ToText()));
        var inFile = wanted.Keys.Union(found.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(k => !found.GetValueOrDefault(k, []).SequenceEqual(wanted.GetValueOrDefault(k, [])))
            .Select(k => new Difference(k, Shown(found.GetValueOrDefault(k)), Shown(wanted.GetValueOrDefault(k))))
            .ToList();
        if (inFile.Count == 0 && Text != desired.ToText())
        {
            inFile.Add(new Difference("content", Text, desired.ToText()));
        }

        return inFile.Concat(Against(desired, inFile.Select(d => d.Attribute))).Concat(Around());
    }

    /// <summary>Keywords that are in our file as they should be, and in force otherwise.</summary>
    private IEnumerable<Difference> Against(SshdSpec desired, IEnumerable<string> told)
    {
        foreach (var (keyword, values) in Configuration.IncludesOwn ? desired.Settings.ExceptBy(told, s => SshdKeyword.Canonical(s.Key), StringComparer.OrdinalIgnoreCase) : [])
        {
            if (Configuration.Against(keyword, values) is { } other)
            {
                yield return new Difference(keyword, $"{other.Value} (by {other.Place})", Shown(values));
            }
        }
    }

    /// <summary>What is not a matter of one keyword.</summary>
    private IEnumerable<Difference> Around()
    {
        if (Text is not null && !Configuration.IncludesOwn)
        {
            yield return new Difference("read by sshd", $"no, {SshdConfiguration.Main} does not include it", "yes");
        }

        if (!Installed)
        {
            yield return new Difference("sshd", "not installed", "installed");
        }

        if (Unproven)
        {
            yield return new Difference("in force", "not seen yet", "yes");
        }

        foreach (var difference in PathState.CompareAccess(Path, "root", "root", "0644"))
        {
            yield return difference;
        }
    }

    private static Dictionary<string, List<string>> ByKeyword(string text) => SshdFile.Parse(SshdConfiguration.Own, Encoding.UTF8.GetBytes(text))
        .Lines.GroupBy(l => l.Keyword, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.Select(l => l.Value).ToList(), StringComparer.OrdinalIgnoreCase);

    private static string? Shown(IReadOnlyList<string>? values) => values is { Count: > 0 } ? string.Join(", ", values) : null;
}
