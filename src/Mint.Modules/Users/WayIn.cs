using Mint.Core.Graph;
using Mint.Modules.Ssh;

namespace Mint.Modules.Users;

/// <summary>Tells from a compiled graph alone who can log in by a declared key and then become root.</summary>
public static class WayIn
{
    private const string Root = "root";
    private const string AdminGroup = "sudo";

    /// <summary>
    /// Names of those who keep a way in: at least one key of their own without a forced command, not locked or absent, and either root,
    /// or all of sudo by a rule of their own, a rule of a declared group, or membership in <c>sudo</c>; and not turned away by sshd's
    /// settings. Sorted.
    /// </summary>
    public static IReadOnlyList<string> People(ResourceGraph graph) => [.. Administrators(graph).Where(name => WhyRefused(name, graph) is null)];

    /// <summary>Those who would have a way in, were it not for sshd's settings, and which of them shuts them out. Sorted.</summary>
    internal static IReadOnlyList<(string Name, string Why)> ShutOut(ResourceGraph graph) =>
        [.. Administrators(graph).Select(name => (name, WhyRefused(name, graph) ?? "")).Where(p => p.Item2.Length > 0)];

    private static IReadOnlyList<string> Administrators(ResourceGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return
        [
            .. graph.InOrder
                .Where(r => r.Id.Kind == AuthorizedKeysProvider.KindName && r.Spec is AuthorizedKeysSpec spec && spec.Keys.Any(IsShell))
                .Select(r => r.Id.Name)
                .Where(name => MayLogIn(name, graph) && (name == Root || HasSudo(name, graph)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string? WhyRefused(string name, ResourceGraph graph)
    {
        if (graph.Find(SshdProvider.Id)?.Spec is not SshdSpec settings)
        {
            return null;
        }

        // A user without a group of his own choice gets one of his name, and so has root.
        var primary = (graph.Find(new(UserProvider.KindName, name))?.Spec as UserSpec)?.Group ?? name;
        return new LoginRules(settings).WhyRefused(name, [primary, .. Groups(name, graph)]);
    }

    private static bool IsShell(AuthorizedKey key) => !key.Line.Contains("command=", StringComparison.OrdinalIgnoreCase);

    private static bool MayLogIn(string name, ResourceGraph graph) =>
        graph.Find(new(UserProvider.KindName, name))?.Spec is not UserSpec user || user is { Present: true, Locked: false };

    private static bool HasSudo(string name, ResourceGraph graph) =>
        SudoRule.GivesEverything(graph.Find(SudoRule.Id(name))) || Groups(name, graph).Any(g => g == AdminGroup || SudoRule.GivesEverything(graph.Find(SudoRule.Id("%" + g))));

    private static IEnumerable<string> Groups(string name, ResourceGraph graph) => graph.InOrder
        .Where(r => r.Id.Kind == MembershipProvider.KindName && r.Id.Name.StartsWith(name + ":", StringComparison.Ordinal))
        .Select(r => r.Id.Name[(name.Length + 1)..]);
}
