using Mint.Cli.Planning;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Users;

namespace Mint.Cli.People;

/// <summary>What one host that compiles says of users and of the groups that it makes.</summary>
internal sealed class UsersOfHost
{
    private readonly BoundSection? users;
    private readonly BoundSection? groups;

    /// <summary>Takes the two sections out of a host.</summary>
    public UsersOfHost(HostConfig host, ResourceGraph graph)
    {
        (Host, Graph) = (host, graph);
        users = host.Sections.FirstOrDefault(s => s.Name == "users");
        groups = host.Sections.FirstOrDefault(s => s.Name == "user_groups");
        WayIn = WayInOf(graph);
    }

    /// <summary>The host.</summary>
    public HostConfig Host { get; }

    /// <summary>What it shall be.</summary>
    public ResourceGraph Graph { get; }

    /// <summary>Who can administer it.</summary>
    public IReadOnlyList<string> WayIn { get; }

    /// <summary>Its users.</summary>
    public IReadOnlyDictionary<string, UserSettings> Users => users?.Value as Dictionary<string, UserSettings> ?? [];

    /// <summary>The groups that it makes.</summary>
    public IReadOnlyDictionary<string, GroupSettings> Groups => groups?.Value as Dictionary<string, GroupSettings> ?? [];

    /// <summary>Who can administer a host by its graph.</summary>
    public static IReadOnlyList<string> WayInOf(ResourceGraph graph) => Modules.Users.WayIn.People(graph);

    /// <summary>Where a user's setting stands.</summary>
    public string? UserPlace(params IReadOnlyList<string> path) => users is null ? null : PlanMapping.Text(users.OriginOf(path));

    /// <summary>Where a group's setting stands.</summary>
    public string? GroupPlace(params IReadOnlyList<string> path) => groups is null ? null : PlanMapping.Text(groups.OriginOf(path));
}
