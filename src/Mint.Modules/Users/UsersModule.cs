using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>The <c>users</c> section: named people and service accounts, their groups, keys and sudo.</summary>
public sealed class UsersModule : Module<Dictionary<string, UserSettings>>
{
    /// <inheritdoc/>
    public override string Section => "users";

    /// <inheritdoc/>
    public override string Summary => "Named users with their groups, public keys and sudo.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => UsersJson.Default.DictionaryStringUserSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new UserProvider(), new MembershipProvider(), new AuthorizedKeysProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, UserSettings> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, settings) in section.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            new UserCompiler(context, name, settings).Compile();
        }

        foreach (var twins in section.Where(u => u.Value.Uid is not null).GroupBy(u => u.Value.Uid).Where(g => g.Count() > 1))
        {
            var names = twins.Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
            context.Problem([names[^1], "uid"], $"{string.Join(" and ", names)} have the same uid {twins.Key}");
        }
    }

    /// <summary>
    /// People are declared by their keys or sudo. Where there are such people, one of them has to have both: else the host is closed
    /// to everybody once it matches. A host that declares only service accounts manages its way in by other means.
    /// </summary>
    protected override void Review(Dictionary<string, UserSettings> section, ResourceGraph graph, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(context);
        var anyPeople = section.Values.Any(u => u is { State: Presence.Present, System: false } user && (user.SshKeys is not null || user.Sudo is not null));

        // Whom sshd's settings shut out is said by their section.
        if (anyPeople && !IsVouchedFor(section) && WayIn.People(graph).Count == 0 && WayIn.ShutOut(graph).Count == 0)
        {
            context.Problem(
                [],
                "nobody declared here has both a key and sudo, so nobody could administer this host",
                "Give one user ssh_keys and 'sudo: nopasswd', or write 'way_in: true' at one who gets in by other means.");
        }
    }

    /// <summary>Whether somebody is said to get in by means that are not declared.</summary>
    internal static bool IsVouchedFor(Dictionary<string, UserSettings> section) => section.Values.Any(u => u is { WayIn: true, State: Presence.Present });
}
