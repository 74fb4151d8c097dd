using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Who may get in: sshd's settings that hold, and the last way in that nobody can take away by mistake.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class WayInTests(DebianRelease release)
{
    private const string Key = "/root/login";

    private ManagedHost managed = null!;
    private string anna = "";
    private string bob = "";

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var ct = timeout.Token;
        (anna, bob) = (await PersonAsync("anna", ct), await PersonAsync("bob", ct));
        managed = await ManagedHost.StartAsync($"users:\n{anna}{bob}", release, ct: ct);
        await managed.Host.WriteAsync(Key, await File.ReadAllTextAsync(ConfigRepo.PrivateKey("anna"), ct), "600", ct);
    }

    [OneTimeTearDown]
    public async Task Close() => await managed.DisposeAsync();

    [Test, CancelAfter(120_000), Order(1)]
    public async Task Port_Moved_LetsThoseInWhoAreAllowed_OnTheNewPortAlone(CancellationToken ct)
    {
        await managed.ConvergesAsync(await PushAsync($"ssh: {{ port: 2222, allowed_users: {{ anna: {{}} }} }}\nusers:\n{anna}{bob}", ct), TimeSpan.FromMinutes(1), ct);

        Assert.That(await LogInAsync("anna", 2222, ct), Is.EqualTo("anna"));
        Assert.That(await LogInAsync("bob", 2222, ct), Is.Empty);
        Assert.That(await LogInAsync("anna", 22, ct), Is.Empty);
        Assert.That(await managed.Host.RunAsync("mint plan >/dev/null; echo $?", ct), Is.EqualTo("0"), "the second run is empty");
    }

    [Test, CancelAfter(120_000), Order(2)]
    public async Task Settings_ThatSomebodyOverrides_AreDrift_AndThoseThatSshdRefusesNeverGoLive(CancellationToken ct)
    {
        var refused = await PushAsync($"ssh: {{ port: 2222, settings: {{ MaxAuthTries: many }} }}\nusers:\n{anna}{bob}", ct);
        var status = await managed.SaysAsync("that sshd refuses it", s => s.Failed.Any(f => f.Resource == "sshd/settings"), ct);

        Assert.That(status.Failed.Single().Origin, Does.StartWith(ManagedHost.HostFile), refused);
        Assert.That(await LogInAsync("anna", 2222, ct), Is.EqualTo("anna"), "the old settings are in force");
        await managed.ConvergesAsync(await PushAsync($"ssh: {{ port: 2222 }}\nusers:\n{anna}{bob}", ct), TimeSpan.FromMinutes(1), ct);
    }

    [Test, CancelAfter(120_000), Order(3)]
    public async Task LastWayIn_IsRefusedByValidate_AndHeldWhenTwoCommitsTakeItTogether(CancellationToken ct)
    {
        foreach (var bad in new[]
        {
            "users:\n  anna: { sudo: nopasswd }\n  bob: { sudo: nopasswd }\n",
            $"ssh: {{ allowed_users: {{ nobody-we-know: {{}} }} }}\nusers:\n{anna}{bob}",
            $"ssh: {{ settings: {{ PubkeyAuthentication: no }} }}\nusers:\n{anna}{bob}",
        })
        {
            await managed.Repo.WriteAsync(ManagedHost.HostFile, bad, ct);
            var validate = await managed.Repo.MintAsync("engineer", ["validate", "--offline"], ct);
            Assert.That(validate.ExitCode, Is.EqualTo(1), bad);
            Assert.That(validate.Output, Does.Contain(ManagedHost.HostFile));
        }

        // Each of the two leaves somebody, as long as the other is not there.
        foreach (var sections in new[] { $"users:\n{bob}", "users: {}\n" })
        {
            await managed.Repo.WriteAsync(ManagedHost.HostFile, sections, ct);
            (await managed.Repo.MintAsync("engineer", ["validate", "--offline"], ct)).Succeeded();
        }

        await managed.ConvergesAsync(await PushAsync($"users:\n{bob}", ct), TimeSpan.FromMinutes(1), ct);
        await PushAsync("users: {}\n", ct);
        var (status, _) = await Eventually.BecomesAsync(
            "the way in is held",
            TimeSpan.FromSeconds(30),
            async () => await managed.Host.RunAsync("mint status", ct),
            text => text.Contains("way-in=", StringComparison.Ordinal),
            ct);

        Assert.That(status, Does.Contain("user bob").Or.Contain("user/bob"));
        await managed.Host.WriteAsync(Key, await File.ReadAllTextAsync(ConfigRepo.PrivateKey("bob"), ct), "600", ct);
        Assert.That(await LogInAsync("bob", 22, ct), Is.EqualTo("bob"), "bob still gets in");
        Assert.That(await managed.Host.RunAsync("sudo -l -U bob | tail -n 1", ct), Does.Contain("ALL"));
    }

    private static async Task<string> PersonAsync(string name, CancellationToken ct) =>
        $"  {name}: {{ sudo: nopasswd, ssh_keys: {{ laptop: \"{await ConfigRepo.PublicKeyAsync(name, ct)}\" }} }}\n";

    private Task<string> PushAsync(string sections, CancellationToken ct) => managed.PushAsync(sections, ct: ct);

    /// <summary>Who one is after logging in by a key; nothing when one is not let in.</summary>
    private async Task<string> LogInAsync(string user, int port, CancellationToken ct) =>
        (await managed.Host.TryAsync($"ssh -i {Key} -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p {port} {user}@127.0.0.1 id -un", ct)).Output.Trim();
}
