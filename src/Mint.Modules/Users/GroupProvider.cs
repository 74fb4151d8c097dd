using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>Kind <c>group</c>: one local group. Who is in it is told by kind <c>membership</c>.</summary>
internal sealed class GroupProvider : ResourceProvider<GroupSpec, GroupAccount>
{
    /// <summary>The kind.</summary>
    public const string KindName = "group";

    private const int FirstDynamic = 100;
    private const int Nogroup = 65534;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<GroupSpec> SpecJson => UsersJson.Default.GroupSpec;

    /// <inheritdoc/>
    protected override ValueTask<GroupAccount?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        new(AccountDatabase.Read(host).Groups.GetValueOrDefault(name));

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(GroupSpec desired, GroupAccount? actual)
    {
        if (actual is null)
        {
            yield return new Difference("group", null, "present");
        }
        else if (desired.Gid is { } gid && gid != actual.Gid)
        {
            yield return new Difference("gid", Text(actual.Gid), Text(gid));
        }
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(string name, GroupSpec desired, GroupAccount? actual, IHost host, CancellationToken ct)
    {
        if (AccountDatabase.Read(host).Groups.TryGetValue(name, out var group))
        {
            if (desired.Gid is { } gid && gid != group.Gid)
            {
                throw new ResourceException(FailureKind.NeedsPerson, $"{name} exists with gid {group.Gid}; it is not changed to {gid}: files would be left to a stranger");
            }

            return;
        }

        string[] system = desired.System ? ["--system"] : [];
        string[] id = desired.Gid is { } wanted ? ["--gid", Text(wanted)] : [];
        (await host.RunAsync(new Command("groupadd", [.. system, .. id, "--", name]), ct)).EnsureSuccess();
    }

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (AccountDatabase.Read(host).Groups.TryGetValue(name, out var group))
        {
            if (group.Gid is < FirstDynamic or Nogroup)
            {
                throw new ResourceException(FailureKind.NeedsPerson, $"{name} has the gid {group.Gid}: it belongs to the system and is not removed");
            }

            (await host.RunAsync(new Command("groupdel", "--", name), ct)).EnsureSuccess();
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, GroupAccount actual) => [new("gid", Text(actual.Gid), null)];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedPaths(string name, GroupSpec desired) => ["/etc/group"];

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
