using Mint.Core.Graph;

namespace Mint.Modules.Users;

/// <summary>Tells from a compiled graph alone who can log in by a declared key and then become root.</summary>
public static class WayIn
{
    private const string Root = "root";
    private const string AdminGroup = "sudo";

    /// <summary>
    /// Names of those who keep a way in: at least one key of their own without a forced command, not locked or absent, and either root,
    /// or all of sudo by a rule of their own, a rule of a declared group, or membership in <c>sudo</c>. Sorted.
    /// </summary>
    public static IReadOnlyList<string> People(ResourceGraph graph)
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

    private static bool IsShell(AuthorizedKey key) => !key.Line.Contains("command=", StringComparison.OrdinalIgnoreCase);

    private static bool MayLogIn(string name, ResourceGraph graph) =>
        graph.Find(new(UserProvider.KindName, name))?.Spec is not UserSpec user || user is { Present: true, Locked: false };

    private static bool HasSudo(string name, ResourceGraph graph) =>
        SudoRule.GivesEverything(graph.Find(SudoRule.Id(name))) || Groups(name, graph).Any(g => g == AdminGroup || SudoRule.GivesEverything(graph.Find(SudoRule.Id("%" + g))));

    private static IEnumerable<string> Groups(string name, ResourceGraph graph) => graph.InOrder
        .Where(r => r.Id.Kind == MembershipProvider.KindName && r.Id.Name.StartsWith(name + ":", StringComparison.Ordinal))
        .Select(r => r.Id.Name[(name.Length + 1)..]);
}
