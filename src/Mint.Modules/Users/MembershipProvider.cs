using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>That a user is in a supplementary group.</summary>
public sealed record MembershipSpec;

/// <summary>
/// Kind <c>membership</c>, named <c>user:group</c>. A resource of its own, so that taking the group out of the configuration
/// takes the user out of the group, and a membership that somebody else gave is left alone.
/// </summary>
internal sealed class MembershipProvider : ResourceProvider<MembershipSpec, MembershipSpec>
{
    /// <summary>The kind.</summary>
    public const string KindName = "membership";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool AppliesTogether => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<MembershipSpec> SpecJson => UsersJson.Default.MembershipSpec;

    /// <summary>Names a membership.</summary>
    public static ResourceId Id(string user, string group) => new(KindName, $"{user}:{group}");

    /// <inheritdoc/>
    protected override ValueTask<MembershipSpec?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        new(IsMember(name, host) ? new MembershipSpec() : null);

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(MembershipSpec desired, MembershipSpec? actual) =>
        actual is null ? [new Difference("member", null, "yes")] : [];

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, MembershipSpec desired, MembershipSpec? actual, IHost host, CancellationToken ct) =>
        AddAsync(Parts(name).User, [Parts(name).Group], host, ct);

    /// <inheritdoc/>
    protected override async Task ApplyManyAsync(IReadOnlyList<ApplyItem<MembershipSpec, MembershipSpec>> items, IHost host, CancellationToken ct)
    {
        var failures = new BatchFailures();
        foreach (var user in items.GroupBy(i => Parts(i.Name).User, i => i.Name))
        {
            ct.ThrowIfCancellationRequested();
            await failures.AttemptAsync(user, () => AddAsync(user.Key, [.. user.Select(n => Parts(n).Group)], host, ct));
        }

        failures.ThrowIfAny();
    }

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (IsMember(name, host))
        {
            (await host.RunAsync(new Command("gpasswd", "--delete", Parts(name).User, Parts(name).Group), ct)).EnsureSuccess();
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<ResourceId> Requires(string name, MembershipSpec desired)
    {
        var (user, group) = Parts(name);
        return [new(UserProvider.KindName, user), new(GroupProvider.KindName, group), .. PackageThatBrings(group)];
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, MembershipSpec actual) => [new("member", "yes", null)];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedPaths(string name, MembershipSpec desired) => ["/etc/group"];

    private static async Task AddAsync(string user, IReadOnlyList<string> groups, IHost host, CancellationToken ct)
    {
        var missing = groups.Where(g => !IsMember($"{user}:{g}", host)).ToList();
        if (missing.Count > 0)
        {
            (await host.RunAsync(new Command("usermod", "--append", "--groups", string.Join(',', missing), "--", user), ct)).EnsureSuccess();
        }
    }

    private static bool IsMember(string name, IHostReader host)
    {
        var (user, group) = Parts(name);
        var accounts = AccountDatabase.Read(host);
        return accounts.Groups.TryGetValue(group, out var found)
            && (found.Members.Contains(user) || (accounts.Users.TryGetValue(user, out var account) && account.Gid == found.Gid));
    }

    private static IEnumerable<ResourceId> PackageThatBrings(string group) =>
        group == "docker" ? [new("package", "docker.io"), new("package", "docker-ce")] : [new("package", group)];

    private static (string User, string Group) Parts(string name) =>
        name.Split(':', 2) is [var user, var group] ? (user, group) : throw new ArgumentException($"'{name}' is no user:group", nameof(name));
}
