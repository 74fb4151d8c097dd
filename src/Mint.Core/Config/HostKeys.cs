using System.Text.RegularExpressions;

namespace Mint.Core.Config;

/// <summary>Rules for <c>ssh_host_key</c> and <c>ssh_host_names</c>.</summary>
internal static partial class HostKeys
{
    private const string Key = "ssh_host_key";
    private const string Names = "ssh_host_names";

    /// <summary>Checks one host's merged tree.</summary>
    public static void Check(ConfigMap root, List<Problem> problems)
    {
        if (root[Key] is ConfigScalar key && !key.IsBroken && SshKey.Fault(key.Text.Trim()) is { } fault)
        {
            problems.Add(new Problem(key.Origin, Key, fault, "It is the line of /etc/ssh/ssh_host_ed25519_key.pub."));
        }

        foreach (var name in NamesOf(root).Where(n => !n.IsBroken && !IsName(n.Text)))
        {
            problems.Add(new Problem(name.Origin, Names, $"{Found.Quote(name.Text)} is no name or address of a host", "With another port than 22 it is written '[acme.example.org]:2222'."));
        }
    }

    /// <summary>Hosts that have one key are not told apart by it: who has the one can pass for the other.</summary>
    public static IEnumerable<Problem> Twice(IEnumerable<HostConfig> hosts) => hosts
        .Where(h => h.Settings.SshHostKey is not null)
        .GroupBy(h => SshKey.WithoutComment(h.Settings.SshHostKey ?? ""))
        .Where(g => g.Count() > 1)
        .Select(g => new Problem(
            g.Last().OriginOf(Key), Key, $"{string.Join(" and ", g.Select(h => h.Host))} have the same host key", "Each host makes its own: 'ssh-keygen -A' after removing the copied ones."));

    /// <summary>What one host's own file says; null when it has no key, or none that can be used.</summary>
    /// <param name="name">The host's name.</param>
    /// <param name="file">The top map of its file.</param>
    public static FleetHost? Of(string name, ConfigMap file)
    {
        var filled = new Interpolation(name, file, complete: false, []).Expand(file.With(file.Entries.Where(e => e.Key is Key or Names)));
        return filled[Key] is ConfigScalar key && SshKey.Fault(key.Text.Trim()) is null
            ? new FleetHost(name, SshKey.WithoutComment(key.Text), [.. NamesOf(filled).Select(n => n.Text).Where(IsName).Prepend(name).Distinct()])
            : null;
    }

    private static IEnumerable<ConfigScalar> NamesOf(ConfigMap root) => (root[Names] as ConfigList)?.Items.OfType<ConfigScalar>() ?? [];

    private static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:.]{2,45}|\[[A-Za-z0-9_:][A-Za-z0-9._:-]{0,252}\]:[1-9][0-9]{0,4})\z")]
    private static partial Regex Name();
}
