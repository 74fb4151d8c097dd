using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>
/// Kind <c>user</c>: one local account. A password is touched only where one is declared: a new user has none. A removed user's home
/// directory stays unless it was asked for, and the system's own accounts are never removed.
/// </summary>
internal sealed class UserProvider : ResourceProvider<UserSpec, UserState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "user";

    /// <summary>Ids below are given out by Debian itself.</summary>
    private const int FirstDynamic = 100;

    private const int FirstPerson = 1000;
    private const int Nobody = 65534;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<UserSpec> SpecJson => UsersJson.Default.UserSpec;

    /// <inheritdoc/>
    protected override ValueTask<UserState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(UserState.Read(name, host));

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(UserSpec desired, UserState? actual)
    {
        if (!desired.Present)
        {
            return actual is null ? [] : [new Difference("uid", Text(actual.Account.Uid), null)];
        }

        return actual is null ? [new Difference("user", null, "present")] : Changed(desired, actual);
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(string name, UserSpec desired, UserState? actual, IHost host, CancellationToken ct)
    {
        var state = UserState.Read(name, host);
        if (!desired.Present)
        {
            await RemoveAsync(name, state, FirstPerson, desired.DeleteHome, host, ct);
            return;
        }

        if (desired.Password is { } password)
        {
            PasswordHash.Check(name, password);
        }

        if (state is null)
        {
            RefuseTaken(name, desired, AccountDatabase.Read(host));
            (await host.RunAsync(UserCommands.Create(name, desired, AccountDatabase.Read(host)), ct)).EnsureSuccess();
            state = UserState.Read(name, host);
        }

        await AlterAsync(name, desired, state, host, ct);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) =>
        RemoveAsync(name, UserState.Read(name, host), FirstDynamic, deleteHome: false, host, ct);

    /// <inheritdoc/>
    protected override IEnumerable<ResourceId> Requires(string name, UserSpec desired)
    {
        foreach (var group in (desired.ExclusiveGroups ?? []).Append(desired.Group ?? name))
        {
            yield return new ResourceId(GroupProvider.KindName, group);
        }

        if (desired.Shell is { } shell)
        {
            yield return new ResourceId("package", shell[(shell.LastIndexOf('/') + 1)..]);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, UserState actual) => [new("uid", Text(actual.Account.Uid), null)];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedPaths(string name, UserSpec desired) => ["/etc/passwd", "/etc/group", "/etc/shadow"];

    private static IEnumerable<Difference> Changed(UserSpec desired, UserState actual)
    {
        var account = actual.Account;
        (string Attribute, string Before, string? After)[] attributes =
        [
            ("uid", Text(account.Uid), desired.Uid is { } uid ? Text(uid) : null),
            ("comment", account.Comment, desired.Comment),
            ("shell", account.Shell, desired.Shell),
            ("home", account.Home, desired.Home),
            ("group", actual.Group, desired.Group),
            ("groups", string.Join(", ", actual.Groups), desired.ExclusiveGroups is { } groups ? string.Join(", ", groups) : null),
            ("locked", actual.Expired == true ? "yes" : "no", actual.Expired is null ? null : desired.Locked ? "yes" : "no"),
        ];
        return attributes.Where(a => a.After is not null && a.After != a.Before).Select(a => new Difference(a.Attribute, a.Before, a.After))
            .Concat(OtherPassword(desired, actual) is { } other ? [new Difference("password", PasswordHash.Describe(other), "(secret)")] : []);
    }

    /// <summary>The password that is there and shall not be; null when none is declared, it is the declared one, or we may not look.</summary>
    private static Secret? OtherPassword(UserSpec desired, UserState actual) =>
        desired.Password is { } wanted && actual.Password is { } found && !wanted.Equals(found) ? found : null;

    private static async Task AlterAsync(string name, UserSpec desired, UserState? state, IHost host, CancellationToken ct)
    {
        if (state is null)
        {
            return;
        }

        Refuse(name, "uid", Text(state.Account.Uid), desired.Uid is { } uid ? Text(uid) : null, "files that it owns would be left to a stranger");
        Refuse(name, "home directory", state.Account.Home, desired.Home, "move it by hand: usermod --move-home --home NEW NAME");
        if (UserCommands.Alter(name, desired, state) is { } command)
        {
            (await host.RunAsync(command, ct)).EnsureSuccess();
        }

        if (desired.Password is { } password && OtherPassword(desired, state) is not null)
        {
            (await host.RunAsync(PasswordHash.Set(name, password), ct)).EnsureSuccess();
        }

        // The expiry keeps people from coming in; those who are in already would stay.
        if (desired.Locked && state.Expired == false)
        {
            await Sessions.EndAsync(state.Account, host, ct);
        }
    }

    private static void RefuseTaken(string name, UserSpec desired, AccountDatabase accounts)
    {
        if (desired.Uid is { } uid && accounts.UserName(uid) is var owner && owner != Text(uid))
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"the uid {uid} of {name} belongs to {owner}: give {name} another one, or remove {owner} first, in a commit of its own");
        }
    }

    private static void Refuse(string name, string what, string before, string? after, string why)
    {
        if (after is not null && after != before)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{name} exists with {what} {before}; it is not changed to {after}: {why}");
        }
    }

    private static Task RemoveAsync(string name, UserState? state, int lowest, bool deleteHome, IHost host, CancellationToken ct)
    {
        if (state is null)
        {
            return Task.CompletedTask;
        }

        return state.Account.Uid < lowest || state.Account.Uid == Nobody
            ? throw new ResourceException(FailureKind.NeedsPerson, $"{name} has the uid {state.Account.Uid}: it belongs to the system and is not removed")
            : new UserRemoval(state.Account, deleteHome).RunAsync(host, ct);
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
