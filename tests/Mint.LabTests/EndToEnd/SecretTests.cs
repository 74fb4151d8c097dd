using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Secrets on a server that reports to a coordinator: what nobody may read is nowhere to be read.</summary>
internal sealed class SecretTests
{
    private const string Url = "https://secret.lab:7443";
    private const string Token = "canary-token-7d1f0c";
    private const string NewToken = "canary-new-token-5b9e";
    private const string Registry = "canary-registry-93ab44";
    private const string WireGuard = "canary+wireguard/private+key+1c0b2d=";
    private const string Careless = "canary-in-the-clear-d00d";
    private const string Planted = "canary-planted-0f0f";

    private ManagedHost managed = null!;
    private LabHost coordinator = null!;
    private SecretWatch onHost = null!;
    private SecretWatch onCoordinator = null!;
    private FleetCli api = FleetCli.OfLab;
    private string apiToken = "";
    private string hash = "";
    private string hostKey = "";

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var ct = timeout.Token;
        managed = await ManagedHost.StartAsync("files: { /etc/plain: { content: a } }\n", ct: ct);
        coordinator = await LabHost.StartAsync(DebianRelease.Bookworm, "secret", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("secret.lab"), ct);
        await FleetCoordinator.InstallAsync(coordinator, Url, managed.Remote, "", ct);
        await EnrolAsync(ct);
        hash = await managed.Host.RunAsync("openssl passwd -6 -salt canarysalt0 hunter2", ct);
        hostKey = await managed.Host.RunAsync("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub", ct);
        (onHost, onCoordinator) = (new SecretWatch(managed.Host), new SecretWatch(coordinator));
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await coordinator.DisposeAsync();
        await managed.DisposeAsync();
    }

    [Test, CancelAfter(300_000), Order(1)]
    public async Task Canaries_ThroughAllThatHappensToAHost_AreOnlyWhereTheyBelong(CancellationToken ct)
    {
        string[] canaries = [Token, NewToken, Registry, WireGuard, hash, Careless, Planted];
        await onHost.BeginAsync(canaries, ct);
        await onCoordinator.BeginAsync(canaries, ct);
        await AdministeredByAsync(["engineer"], ct);
        await SetAsync("token", Token, ct);
        await SetAsync("registry", Registry, ct);
        await SetAsync($"{ManagedHost.Name}/wireguard", WireGuard, ct);
        await SetAsync("anna/password", hash, ct);
        await RekeyAsync("engineer", ct);

        await managed.ConvergesAsync(await managed.PushAsync(Sections(), ct: ct), TimeSpan.FromMinutes(1), ct);
        await HoldsAsync(Token, ct);
        await DriftAsync(ct);
        await SetAsync("token", NewToken, ct);
        await managed.ConvergesAsync(await managed.PushAsync(Sections(), ct: ct), TimeSpan.FromMinutes(1), ct);
        await HoldsAsync(NewToken, ct);
        await GivesWayToTextAsync(ct);
        await CarelessPasswordAsync(ct);
        await managed.Host.RunAsync("systemctl kill -s ABRT --kill-who=main mint-agent", ct);
        await managed.ConvergesAsync(await managed.PushAsync(Sections(), ct: ct), TimeSpan.FromMinutes(1), ct);

        await Assert.MultipleAsync(async () =>
        {
            Assert.That(
                await onHost.FilesAsync(ct),
                Is.SubsetOf(new[] { "/etc/app.token", "/etc/registry.json", "/etc/shadow", "/etc/shadow-", "/etc/wg.key" }).And.SupersetOf(new[] { "/etc/app.token", "/etc/shadow" }));
            Assert.That(await onHost.LinesOfAsync("journalctl --no-pager -o export; journalctl --no-pager -o cat", ct), Is.Empty);
            Assert.That(await onHost.LinesOfAsync("mint status; mint status --json; mint history; mint history --json; mint plan --json; mint apply --json; mint show file//etc/app.token; curl -s 127.0.0.1:9465/metrics", ct), Is.Empty);
            Assert.That(await onCoordinator.FilesAsync(ct), Is.Empty);
            Assert.That(await onCoordinator.LinesOfAsync("journalctl --no-pager -o export; journalctl --no-pager -o cat", ct), Is.Empty);
            Assert.That(await onCoordinator.SeenInProcessesAsync(ct), Is.Empty);
        });
        await PagesAsync(canaries, ct);
        await ProcessesAsync(ct);
    }

    [Test, CancelAfter(180_000), Order(2)]
    public async Task Rekey_AfterAnAdminLeft_IsOneCommandAndOneCommit_AndHisKeyOpensNothingNew(CancellationToken ct)
    {
        await AdministeredByAsync(["engineer", "leaver"], ct);
        await RekeyAsync("engineer", ct);
        await managed.ConvergesAsync(await managed.Repo.PushAsync("Let leaver read secrets", ct: ct), TimeSpan.FromMinutes(1), ct);
        Assert.That((await managed.Repo.MintAsync("leaver", ["secret", "show", "token"], ct)).Output, Is.EqualTo(NewToken));

        await AdministeredByAsync(["engineer"], ct);
        await RekeyAsync("engineer", ct);
        await managed.ConvergesAsync(await managed.Repo.PushAsync("Leaver left", ct: ct), TimeSpan.FromMinutes(1), ct);

        Assert.That((await managed.Repo.MintAsync("leaver", ["secret", "show", "token"], ct)).ExitCode, Is.EqualTo(1));
        (await managed.Repo.MintAsync("engineer", ["secret", "set", "token", "--generate"], ct)).Succeeded();
        Assert.That((await managed.Repo.MintAsync("leaver", ["secret", "show", "token"], ct)).ExitCode, Is.EqualTo(1));
        await managed.ConvergesAsync(await managed.Repo.PushAsync("A new token", ct: ct), TimeSpan.FromMinutes(1), ct);
        var token = (await managed.Repo.MintAsync("engineer", ["secret", "show", "token"], ct)).Output;
        Assert.That(await managed.Host.RunAsync("cat /etc/app.token", ct), Is.EqualTo($"TOKEN={token}"));
    }

    [Test, CancelAfter(180_000), Order(3)]
    public async Task MovedCiphertext_IsNotDecryptedIntoPlace_AndTheOldStateStays(CancellationToken ct)
    {
        var before = await managed.Host.RunAsync("cat /etc/app.token", ct);
        var mine = await managed.Repo.ReadAsync("secrets/token.yaml", ct);
        await managed.Repo.WriteAsync("secrets/token.yaml", await managed.Repo.ReadAsync("secrets/registry.yaml", ct), ct);
        await managed.Repo.PushAsync("Put the registry's password in the token's place", ct: ct);

        var status = await managed.SaysAsync("that the secret is another's", s => s.Failed.Any(f => f.Message.Contains("another secret, 'registry'", StringComparison.Ordinal)), ct);

        Assert.That(status.Failed.Single(), Has.Property("Resource").EqualTo("file//etc/app.token").And.Property("Origin").StartsWith(ManagedHost.HostFile));
        Assert.That(await managed.Host.RunAsync("cat /etc/app.token", ct), Is.EqualTo(before));
        await managed.Repo.WriteAsync("secrets/token.yaml", mine, ct);
        await managed.ConvergesAsync(await managed.Repo.PushAsync("Put it back", ct: ct), TimeSpan.FromMinutes(1), ct);
    }

    [Test, CancelAfter(180_000), Order(4)]
    public async Task HostWithAnotherSshKey_KeepsItsFiles_AndSaysWhatToDo(CancellationToken ct)
    {
        await managed.Host.RunAsync("cp /etc/ssh/ssh_host_ed25519_key* /root/ && rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && systemctl restart mint-agent", ct);

        var status = await managed.SaysAsync("that it has another key", s => s.Failed.Any(f => f.Message.Contains("another SSH host key than this host has", StringComparison.Ordinal)), ct);

        Assert.That(status.Failed.Select(f => f.Origin), Is.Not.Empty.And.All.StartsWith(ManagedHost.HostFile));
        Assert.That(await managed.Host.RunAsync("cat /etc/plain; cat /etc/app.token", ct), Does.StartWith("aTOKEN="));
        await managed.Host.RunAsync("mv /root/ssh_host_ed25519_key* /etc/ssh/ && systemctl restart mint-agent", ct);
        await managed.ConvergesAsync(await managed.Repo.HeadAsync(ct), TimeSpan.FromMinutes(1), ct);
    }

    private async Task EnrolAsync(CancellationToken ct)
    {
        var authority = Path.Combine(Lab.Directory, $"{coordinator.Name}-ca.pem");
        await File.WriteAllTextAsync(authority, await coordinator.RunAsync("mint-coordinator authority show", ct), ct);
        var token = (await coordinator.RunAsync("mint-coordinator token create --name pages --role admin", ct)).Trim();
        api = FleetCli.Of(await FleetCoordinator.ApiAsync(coordinator, ct), token, authority);
        apiToken = token;
        var invitation = await api.AskAsync<FleetInvitation>(["host", "add", ManagedHost.Name], ct);
        await managed.Host.RunAsync($"echo {invitation.Token} | mint-agent enrol --token - --coordinator {Url} && systemctl restart mint-agent", ct);
    }

    private string Sections() => $"ssh_host_key: \"{hostKey}\"\n" +
        """
        vars: { token: !secret token, registry: !secret registry }
        files:
          /etc/plain: { content: a }
          /etc/app.token: { content: "TOKEN=${token}\n" }
          /etc/registry.json: { content: '{"auths": {"registry.lab": {"password": "${registry}"}}}', check: json }
          /etc/wg.key: { content: !secret "${host}/wireguard" }
        users:
          anna: { password: !secret anna/password }
        """;

    private async Task AdministeredByAsync(string[] people, CancellationToken ct)
    {
        var admins = new List<string>();
        foreach (var person in people)
        {
            admins.Add($"{person}: \"{await ConfigRepo.PublicKeyAsync(person, ct)}\"");
        }

        await managed.Repo.WriteAsync("mint.yaml", $"{await ManagedHost.FleetAsync("require", ct)}secrets: {{ admins: {{ {string.Join(", ", admins)} }} }}\n", ct);
    }

    private async Task SetAsync(string name, string value, CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, value, ct);
        (await managed.Repo.MintAsync("engineer", ["secret", "set", name, "--from-file", file], ct)).Succeeded();
        File.Delete(file);
    }

    private async Task RekeyAsync(string person, CancellationToken ct)
    {
        await managed.Repo.WriteAsync(ManagedHost.HostFile, Sections(), ct);
        (await managed.Repo.MintAsync(person, ["secret", "rekey"], ct)).Succeeded();
        (await managed.Repo.MintAsync(person, ["secret", "check"], ct)).Succeeded();
    }

    private async Task HoldsAsync(string token, CancellationToken ct)
    {
        Assert.That(await managed.Host.RunAsync("cat /etc/app.token", ct), Is.EqualTo($"TOKEN={token}"));
        Assert.That(await managed.Host.RunAsync("stat -c '%U %a' /etc/app.token /etc/wg.key", ct), Is.EqualTo("root 600\nroot 600"));
        Assert.That(await managed.Host.RunAsync("cat /etc/wg.key; getent shadow anna | cut -d: -f2", ct), Is.EqualTo(WireGuard + hash));
    }

    /// <summary>Somebody changes what holds secrets; the differences are told to the coordinator.</summary>
    private async Task DriftAsync(CancellationToken ct)
    {
        await managed.Host.RunAsync("echo MORE >>/etc/app.token; usermod -p '!' anna; chmod 644 /etc/wg.key", ct);
        await Eventually.BecomesAsync(
            "all three are repaired",
            TimeSpan.FromSeconds(20),
            async () => await managed.Host.RunAsync("cat /etc/app.token; getent shadow anna | cut -d: -f2; stat -c %a /etc/wg.key", ct),
            found => found == $"TOKEN={Token}\n{hash}\n600",
            ct);
    }

    /// <summary>A file that held a secret becomes one that holds none: what was in it is not told as what it was before.</summary>
    private async Task GivesWayToTextAsync(CancellationToken ct)
    {
        var sections = Sections().Replace("\"TOKEN=${token}\\n\"", "\"none\\n\"", StringComparison.Ordinal);
        await managed.ConvergesAsync(await managed.PushAsync(sections, ct: ct), TimeSpan.FromMinutes(1), ct);
        Assert.That(await managed.Host.RunAsync("cat /etc/app.token", ct), Is.EqualTo("none"));
    }

    /// <summary>A password in the place of a hash is refused; what is said of it does not say it.</summary>
    private async Task CarelessPasswordAsync(CancellationToken ct)
    {
        await managed.Repo.WriteAsync(ManagedHost.HostFile, Sections() + "\n  bob: { password: !secret bob/password }\n", ct);
        await SetAsync("bob/password", Careless, ct);
        await managed.Repo.PushAsync("A password where a hash belongs", ct: ct);
        await managed.SaysAsync("that the hash is none", status => status.Failed.Any(f => f.Resource == "user/bob"), ct);
    }

    private async Task PagesAsync(string[] canaries, CancellationToken ct)
    {
        foreach (string[] question in new string[][] { ["hosts"], ["host", ManagedHost.Name], ["drift"], ["events"], ["holds"], ["commits"] })
        {
            var answer = (await api.TryAsync([.. question, "--json"], ct)).Output;
            Assert.That(canaries.Where(c => answer.Contains(c, StringComparison.Ordinal)), Is.Empty, question[0]);
        }

        await using var browser = await DashboardBrowser.StartAsync(await FleetCoordinator.ApiAsync(coordinator, ct));
        var page = await browser.OpenAsync(token: apiToken);
        foreach (var path in new[] { "/", $"/hosts/{ManagedHost.Name}", $"/hosts/{ManagedHost.Name}?tab=timeline", "/drift", "/events", "/commits", "/holds" })
        {
            await DashboardBrowser.GoAsync(page, path);
            var content = await page.ContentAsync();
            Assert.That(canaries.Where(c => content.Contains(c, StringComparison.Ordinal)), Is.Empty, path);
        }

        await DashboardBrowser.GoAsync(page, "/drift");
        Assert.That(await page.ContentAsync(), Does.Contain("/etc/app.token").And.Contain("(secret)"), "there was something to see");
    }

    /// <summary>Nothing was seen in the arguments and environments of processes; and what is planted there is seen.</summary>
    private async Task ProcessesAsync(CancellationToken ct)
    {
        Assert.That(await onHost.SeenInProcessesAsync(ct), Is.Empty);
        await managed.Host.RunAsync($"X={Planted} sleep 2", ct);
        Assert.That(await onHost.SeenInProcessesAsync(ct), Does.Contain(Planted));
    }
}
