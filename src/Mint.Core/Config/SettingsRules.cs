using Mint.Core.Graph;
using Mint.Core.Guarding;

namespace Mint.Core.Config;

/// <summary>What a contract can't say of the settings: numbers in range, names that exist.</summary>
internal sealed class SettingsRules(IReadOnlyList<IModule> modules)
{
    private readonly List<string> sections = [.. modules.Select(m => m.Section)];
    private readonly List<string> kinds = [.. modules.SelectMany(m => m.Providers).Select(p => p.Kind).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Checks one host's merged tree, as far as its parts have the right shape.</summary>
    public void Check(ConfigMap root, List<Problem> problems)
    {
        CheckLimits(root, problems);
        CheckDuration(root, "silent_after", "silent_after", problems);
        HostKeys.Check(root, problems);
        foreach (var entry in (root["modes"] as ConfigMap)?.Entries ?? [])
        {
            CheckMode(entry, problems);
        }

        foreach (var window in (root["maintenance"] as ConfigMap)?.Entries ?? [])
        {
            CheckWindow(window, problems);
            CheckResources(window, problems);
        }
    }

    /// <summary>Limits count something, so they are not below zero.</summary>
    public static void CheckLimits(ConfigMap root, List<Problem> problems)
    {
        foreach (var limit in (root["limits"] as ConfigMap)?.Entries ?? [])
        {
            if (limit.Value is ConfigScalar scalar && CoreSchema.TryInteger(scalar.Text, out var count) && count < 0)
            {
                problems.Add(new Problem(scalar.Origin, $"limits.{limit.Key}", $"expected 0 or more, found {scalar.Text}"));
            }
        }
    }

    /// <summary>A duration that can be read.</summary>
    public static void CheckDuration(ConfigMap map, string key, string path, List<Problem> problems)
    {
        if (map[key] is ConfigScalar text && DurationText.Parse(text.Text) is null)
        {
            problems.Add(new Problem(text.Origin, path, $"expected a duration such as 30s, 10m or 2h, found {Found.In(text)}"));
        }
    }

    private void CheckMode(ConfigEntry entry, List<Problem> problems)
    {
        var path = $"modes.{entry.Key}";
        if (ResourceId.TryParse(entry.Key, out var id))
        {
            CheckKind(id.Kind, entry.KeyOrigin, path, problems);
        }
        else if (!sections.Contains(entry.Key))
        {
            problems.Add(new Problem(entry.KeyOrigin, path, $"'{entry.Key}' is neither a section nor a resource's kind/name", Spelling.Hint(entry.Key, sections)));
        }
    }

    private static void CheckWindow(ConfigEntry entry, List<Problem> problems)
    {
        if ((entry.Value as ConfigMap)?["window"] is ConfigScalar text && !MaintenanceWindow.TryParse(text.Text, out _, out var expected))
        {
            problems.Add(new Problem(text.Origin, $"maintenance.{entry.Key}.window", $"{expected}, found {Found.In(text)}"));
        }
    }

    private void CheckResources(ConfigEntry window, List<Problem> problems)
    {
        foreach (var pattern in ((window.Value as ConfigMap)?["resources"] as ConfigList)?.Items.OfType<ConfigScalar>() ?? [])
        {
            var path = $"maintenance.{window.Key}.resources";
            if (!ResourceId.TryParse(pattern.Text, out var id))
            {
                problems.Add(new Problem(pattern.Origin, path, $"expected kind/name, found {Found.Quote(pattern.Text)}", "For example package/linux-image-*, or service/* for all of a kind."));
            }
            else if (!id.Kind.Contains('*', StringComparison.Ordinal))
            {
                CheckKind(id.Kind, pattern.Origin, path, problems);
            }
        }
    }

    private void CheckKind(string kind, Origin origin, string path, List<Problem> problems)
    {
        if (!kinds.Contains(kind))
        {
            problems.Add(new Problem(origin, path, $"there is no kind of resource '{kind}'", Spelling.Hint(kind, kinds)));
        }
    }
}
