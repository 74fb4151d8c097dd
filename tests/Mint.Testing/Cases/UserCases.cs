using Mint.Core.Hosts;
using Mint.Modules.Users;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>Users, groups, memberships and public keys.</summary>
internal sealed class UserCases : IConformanceCases
{
    private const string Who = "mintconf";
    private const string Keys = "/home/" + Who + "/.ssh/authorized_keys";

    private const string Hash = "$6$mintconf$BfN1sJ0dA9ZOGPxsp.2ZJH0qL8Qx4vOEGmqUX1r7cVJSvFhQm5Yl3bLkT2wR8nC6uEoPiAyDzGtMjHqKxW4sV/";
    private const string OtherHash = "$6$mintconf$Tq8hV3mN6yLpR2dKx9cWzJ4sGfB7aUe1oYiEtQnHuXvMbZkP5rCgSwDjA0lIOF8TqYh3mN6yLpR2dKx9cWzJ4s";

    private static readonly AuthorizedKey Laptop =
        new("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop");

    private static readonly AuthorizedKey Phone = new("phone", "restrict " + Laptop.Line);

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(new UserProvider(), "person", Who, new UserSpec(true) { Comment = "Conformance", Shell = "/bin/bash", ExclusiveGroups = ["adm"] },
            new UserSpec(true) { Comment = "Changed", Shell = "/bin/sh", Locked = true, ExclusiveGroups = [] }, Run("usermod", "--comment", "Tampered", "--", Who))
        {
            Arrange = FakeAccounts.Install, CleanUp = RemoveUserAsync,
        },
        new(new UserProvider(), "system", Who, new UserSpec(true) { System = true, Shell = "/usr/sbin/nologin" },
            new UserSpec(true) { System = true, Shell = "/bin/sh" }, Run("userdel", "--", Who))
        {
            Arrange = FakeAccounts.Install, CleanUp = RemoveUserAsync,
        },
        new(new UserProvider(), "password", Who, WithPassword(Hash), WithPassword(OtherHash), Run("usermod", "--password", "!", "--", Who))
        {
            Arrange = FakeAccounts.Install, CleanUp = RemoveUserAsync, Canary = Hash[..20],
        },
        new(new UserProvider(), "at-work", Who, new UserSpec(true) { Comment = "At work" }, new UserSpec(true) { Comment = "At work", Locked = true }, LeaveAtWorkAsync)
        {
            Arrange = FakeAccounts.Install, CleanUp = RemoveUserAsync,
        },
        new(new GroupProvider(), "plain", "mintgroup", new GroupSpec(), new GroupSpec(), Run("groupdel", "--", "mintgroup"))
        {
            Arrange = FakeAccounts.Install,
        },
        new(new MembershipProvider(), "plain", Who + ":adm", new MembershipSpec(), new MembershipSpec(), Run("gpasswd", "--delete", Who, "adm"))
        {
            Arrange = FakeAccounts.Install, Prepare = AddUserAsync, CleanUp = RemoveUserAsync,
        },
        Authorized("extra-key", Scratch.Write(Keys, Laptop.Line + "\nssh-rsa AAAA intruder\n")),
        Authorized("open-to-all", Scratch.Access(Keys, new Mint.Core.Hosts.FileAccess(0, 0, 0x1B6))),
    ];

    private static UserSpec WithPassword(string hash) => new(true) { Password = new Secret(hash) };

    /// <summary>The user is not only altered but has something running, so that leaving no trace needs that to end.</summary>
    private static async Task LeaveAtWorkAsync(IHost host, CancellationToken ct)
    {
        (await host.RunAsync(new Command("systemd-run", "--quiet", "--collect", "--uid=" + Who, "sleep", "600"), ct)).EnsureSuccess();
        (await host.RunAsync(new Command("usermod", "--comment", "Tampered", "--", Who), ct)).EnsureSuccess();
    }

    private static ConformanceCase Authorized(string name, Func<IHost, CancellationToken, Task> tamper) =>
        new(new AuthorizedKeysProvider(), name, Who, new AuthorizedKeysSpec([Laptop]), new AuthorizedKeysSpec([Laptop, Phone]), tamper)
        {
            Arrange = FakeAccounts.Install,
            Prepare = AddUserAsync,
            CleanUp = RemoveUserAsync,
            Paths = [Keys],
        };

    private static Func<IHost, CancellationToken, Task> Run(string program, params string[] arguments) =>
        (host, ct) => host.RunAsync(new Command(program, arguments), ct);

    private static async Task AddUserAsync(IHost host, CancellationToken ct)
    {
        if (!AccountDatabase.Read(host).Users.ContainsKey(Who))
        {
            (await host.RunAsync(new Command("useradd", "--create-home", "--user-group", "--", Who), ct)).EnsureSuccess();
        }
    }

    private static async Task RemoveUserAsync(IHost host, CancellationToken ct)
    {
        host.Delete(Keys);
        if (AccountDatabase.Read(host).Users.ContainsKey(Who))
        {
            (await host.RunAsync(new Command("userdel", "--", Who), ct)).EnsureSuccess();
        }

        // The agent leaves homes behind; a test does not.
        await host.RunAsync(new Command("rm", "-rf", "/home/" + Who), ct);
    }
}
