using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Users;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Users;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UserProviderTests
{
    private const string Hash = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";
    private const string Bob = "/home/bob";
    private const int BobsUid = 1000;

    private readonly FakeHost host = FakeHost.Debian();
    private readonly IResourceProvider provider = new UserProvider();

    [SetUp]
    public void Install() => FakeAccounts.Install(host);

    [TestCase("!", "none")]
    [TestCase("*", "none")]
    [TestCase("", "empty")]
    [TestCase("!" + Hash, "locked")]
    [TestCase("$6$other$hash", "(secret)")]
    public async Task Compare_OtherPassword_SaysWhatIsThereAndNeverWhich(string found, string shown)
    {
        await ApplyAsync(new UserSpec(true));
        host.Files.WriteText("/etc/shadow", $"bob:{found}:20000:0:99999:7:::\n");

        var difference = (await CompareAsync(WithPassword(Hash))).Single();

        Assert.That((difference.Attribute, difference.Before, difference.After), Is.EqualTo(("password", shown, "(secret)")));
    }

    [Test]
    public async Task Compare_ShadowUnreadable_DoesNotLookAtThePassword()
    {
        await ApplyAsync(new UserSpec(true));
        host.Unreadable.Add("/etc/shadow");
        host.Forget();

        Assert.That(await CompareAsync(WithPassword(Hash)), Is.Empty);
    }

    [Test]
    public async Task Compare_NoPasswordDeclared_LeavesItAlone()
    {
        await ApplyAsync(WithPassword(Hash));

        Assert.That(await CompareAsync(new UserSpec(true)), Is.Empty);
    }

    [Test]
    public async Task Apply_Password_GoesToStandardInputAlone()
    {
        await ApplyAsync(WithPassword(Hash));

        Assert.That(host.Files.ReadText("/etc/shadow"), Does.Contain($"bob:{Hash}:"));
        Assert.That(host.Commands.Select(c => c.ToString()), Has.None.Contains(Hash));
        Assert.That(host.Commands.Single(c => c.Program == "chpasswd").Input, Is.Null);
    }

    [TestCase("correct horse battery staple")]
    [TestCase("ab01FAX.bQRSU")]
    [TestCase("$6$salt$tooshort")]
    [TestCase("$1$abcdefgh$Cc8jBLr4eTRZtN9iFvBLN.")]
    [TestCase(Hash + "\nroot:" + Hash)]
    [TestCase(Hash + ":")]
    [TestCase("!" + Hash)]
    [TestCase("")]
    public void Apply_NoHash_IsRefusedBeforeTheUserIsMadeAndNotShown(string password)
    {
        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(WithPassword(password)));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Log, Is.Empty);
        if (password.Length > 0)
        {
            Assert.That(failure?.ToString(), Does.Not.Contain(password));
        }
    }

    [TestCase(Hash)]
    [TestCase("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW")]
    [TestCase("$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGsyvXgA")]
    [TestCase("$7$CU..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D")]
    public async Task Apply_HashOfAnyKind_IsTaken(string password)
    {
        await ApplyAsync(WithPassword(password));

        Assert.That(await CompareAsync(WithPassword(password)), Is.Empty);
    }

    [Test]
    public void Apply_UidOfAnother_NamesThatOneAndChangesNothing()
    {
        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(new UserSpec(true) { Uid = 33, System = true }));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure?.Message, Does.Contain("33").And.Contain("www-data"));
        Assert.That(host.Log, Is.Empty);
    }

    [Test]
    public async Task Apply_Absent_EndsSessionsAndProcessesAndKeepsTheHome()
    {
        await ApplyAsync(new UserSpec(true));
        await LeaveAtWorkAsync();

        await ApplyAsync(new UserSpec(false));

        Assert.That(await provider.ReadAsync("bob", host, default), Is.Null);
        Assert.That(host.Files.Exists(Bob), Is.True);
        Assert.That(
            host.Commands.Select(c => c.Program).Except(["useradd", "systemd-run"]),
            Is.EqualTo(new[] { "usermod", "loginctl", "pkill", "pidwait", "userdel" }));
        Assert.That(host.Commands.Where(c => c.Program == "pkill").Select(c => string.Join(' ', c.Arguments)), Is.EqualTo(new[]
        {
            "--signal KILL --ns 1 --nslist pid --euid 1000",
            "--signal KILL --ns 1 --nslist pid --uid 1000",
        }));
    }

    [Test]
    public async Task Apply_AbsentWithoutLogindAndProcps_LeavesItToUserdel()
    {
        await ApplyAsync(new UserSpec(true));
        foreach (var program in new[] { "loginctl", "pkill", "pidwait" })
        {
            host.Programs.Remove(program);
        }

        await ApplyAsync(new UserSpec(false));

        Assert.That(await provider.ReadAsync("bob", host, default), Is.Null);
    }

    [Test]
    public async Task Delete_Orphan_EndsSessionsAndLingering()
    {
        await ApplyAsync(new UserSpec(true));
        await LeaveAtWorkAsync();
        host.Files.WriteText("/var/lib/systemd/linger/bob", "");

        await provider.DeleteAsync(["bob"], host, default);

        Assert.That(await provider.ReadAsync("bob", host, default), Is.Null);
        Assert.That(host.Files.Exists("/var/lib/systemd/linger/bob"), Is.False);
        Assert.That(host.Files.Exists(Bob), Is.True);
    }

    [Test]
    public async Task Apply_Locked_EndsSessionsButNotServices()
    {
        await ApplyAsync(new UserSpec(true));
        await LeaveAtWorkAsync();

        await ApplyAsync(new UserSpec(true) { Locked = true });

        Assert.That(host.Files.Exists("/run/systemd/users/1000"), Is.False);
        Assert.That(host.Commands.Select(c => c.Program), Has.None.EqualTo("pkill"));
    }

    [Test]
    public async Task Apply_AbsentWithDeleteHome_RemovesIt()
    {
        await ApplyAsync(new UserSpec(true));

        await ApplyAsync(new UserSpec(false) { DeleteHome = true });

        Assert.That(host.Files.Exists(Bob), Is.False);
        Assert.That(await provider.ReadAsync("bob", host, default), Is.Null);
    }

    [TestCase("/home/bob", "carol:x:1001:1001::/home/bob/carol:/bin/sh", "", "home directory of carol")]
    [TestCase("/home/bob", "carol:x:1001:1001::/home/bob:/bin/sh", "", "home directory of carol")]
    [TestCase("/home/bob", "", "40 1 0:30 / /home/bob/data rw - ext4 /dev/vdb rw", "mounted at /home/bob/data")]
    [TestCase("/home/bob", "", "40 1 0:30 / /home/bob rw - ext4 /dev/vdb rw", "mounted at /home/bob")]
    [TestCase("/srv/bob", "", "", "not below /home or /var/lib")]
    [TestCase("/home", "", "", "not below /home or /var/lib")]
    [TestCase("/", "", "", "not below /home or /var/lib")]
    [TestCase("/home/../etc", "", "", "not below /home or /var/lib")]
    [TestCase("/var/lib/mint-agent", "", "", "not below /home or /var/lib")]
    public void Apply_DeleteHomeThatMustStay_IsRefusedAndNothingIsDone(string home, string other, string mount, string why)
    {
        var directory = host.Files.MakeDirectory(home);
        (directory.Uid, directory.Gid) = (BobsUid, BobsUid);
        host.Files.WriteText("/etc/passwd", $"bob:x:{BobsUid}:{BobsUid}::{home}:/bin/sh\n{other}\n");
        host.Files.WriteText("/proc/self/mountinfo", mount + "\n");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(new UserSpec(false) { DeleteHome = true }));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure?.Message, Does.Contain(why));
        Assert.That(host.Log, Is.Empty);
    }

    [Test]
    public void Apply_DeleteHomeThatIsALinkOrAnothers_IsRefused()
    {
        host.Files.WriteText("/etc/passwd", $"bob:x:{BobsUid}:{BobsUid}::{Bob}:/bin/sh\n");
        host.Files.Link(Bob, "/srv");
        Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(new UserSpec(false) { DeleteHome = true }));
        host.Files.Remove(Bob);
        host.Files.MakeDirectory(Bob);

        Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(new UserSpec(false) { DeleteHome = true }));
        Assert.That(host.Log, Is.Empty);
    }

    private static UserSpec WithPassword(string hash) => new(true) { Password = new Secret(hash) };

    private async Task ApplyAsync(UserSpec spec) =>
        await provider.ApplyAsync([new ApplyItem<object, object>("bob", spec, await provider.ReadAsync("bob", host, default))], host, default);

    private async Task<IReadOnlyList<Difference>> CompareAsync(UserSpec spec)
    {
        host.Forget();
        return provider.Compare(spec, await provider.ReadAsync("bob", host, default));
    }

    /// <summary>Logged in, and with a process that belongs to no session.</summary>
    private async Task LeaveAtWorkAsync()
    {
        FakeProcesses.LogIn(host, BobsUid);
        await host.RunAsync(new Command("systemd-run", "--uid=bob", "sleep", "600"), default);
    }
}
