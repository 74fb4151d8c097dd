using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>
/// From a coordinator that nobody has used yet to one that shows every state: the password from the journal, the first server by the command that
/// the page shows, then all that may happen to a server, before the eyes of who has the page open.
/// </summary>
internal sealed class DashboardFirstRunTests
{
    private const string Url = "https://first.lab:7443";
    private const string Waiting = "waiting-01";
    private const string Watched = "/etc/watched";
    private const string Sound = $"files:\n  {Watched}: {{ content: \"as declared\\n\" }}\n";

    private ManagedHost managed = null!;
    private LabHost coordinator = null!;
    private DashboardBrowser browser = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var ct = timeout.Token;
        managed = await ManagedHost.StartAsync(Sound, ct: ct);
        await managed.Repo.WriteAsync($"hosts/{Waiting}.yaml", "packages: {}\n", ct);
        await managed.ConvergesAsync(await managed.Repo.PushAsync("Name a second server", ct: ct), TimeSpan.FromSeconds(30), ct);
        coordinator = await LabHost.StartAsync(DebianRelease.Bookworm, "first", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("first.lab"), ct);
        await FleetCoordinator.InstallAsync(coordinator, Url, managed.Remote, "", ct);
        browser = await DashboardBrowser.StartAsync(await FleetCoordinator.ApiAsync(coordinator, ct));
        page = await browser.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await browser.DisposeAsync();
        await coordinator.DisposeAsync();
        await managed.DisposeAsync();
    }

    [Test, CancelAfter(90_000), Order(1)]
    public async Task FirstServer_IsEnrolledByTheCommandOfThePage(CancellationToken ct)
    {
        var password = await coordinator.RunAsync("journalctl -u mint-coordinator -o cat | sed -n 's/.*shown this once: name admin, password //p'", ct);
        await page.GotoAsync("/");
        await DashboardBrowser.LogInAsync(page, password);
        await HeadlineAsync($"{Waiting} never enrolled");
        await PictureAsync("first-fleet");

        await DashboardBrowser.GoAsync(page, "/enrolment");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Make the command for {ManagedHost.Name}" }).ClickAsync();
        var command = await page.GetByLabel("The command to run").InnerTextAsync();
        await PictureAsync("first-command");
        await managed.Host.RunAsync(command, ct);

        // The page follows by itself: nobody loads it anew.
        await page.Locator("ul.plain li", new PageLocatorOptions { HasText = ManagedHost.Name }).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await DashboardBrowser.GoAsync(page, "/");
        await TileAsync(ManagedHost.Name, "converged");
        await TileAsync(Waiting, "absent");
        await PictureAsync("first-server");
    }

    [Test, CancelAfter(60_000), Order(2)]
    public async Task Failure_TurnsTheTile_AndTheGraphShowsWhatWaitsForIt(CancellationToken ct)
    {
        await DashboardBrowser.GoAsync(page, "/");
        var commit = await managed.PushAsync(
            $"{Sound}  /etc/hostname/below: {{ directory: true }}\n  /etc/hostname/below/deeper: {{ content: \"can't be\\n\" }}\n", message: "Ask for what can't be", ct: ct);
        await TileAsync(ManagedHost.Name, "failed");
        await PictureAsync("fleet-failed");

        await DashboardBrowser.GoAsync(page, $"/hosts/{ManagedHost.Name}");
        await PictureAsync("host-failed");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain($"{ManagedHost.HostFile}:"));

        await DashboardBrowser.GoAsync(page, $"/hosts/{ManagedHost.Name}?tab=graph");
        await page.Locator("a[aria-label*='directory//etc/hostname/below, failed']").WaitForAsync();
        await page.Locator("a[aria-label*='file//etc/hostname/below/deeper'][aria-label*='; needs directory//etc/hostname/below']").WaitForAsync();
        await PictureAsync("host-graph");
        Assert.That(await DashboardBrowser.BarriersAsync(page), Is.Empty);

        await DashboardBrowser.GoAsync(page, $"/commits/{commit}");
        await PictureAsync("commit-failed");
        await MendAsync(ct);
    }

    [Test, CancelAfter(90_000), Order(3)]
    public async Task Window_Pause_AndDrift_EachHaveTheirTileAndTheirLine(CancellationToken ct)
    {
        await DashboardBrowser.GoAsync(page, "/");
        var closed = DateTime.UtcNow.AddHours(12);
        var window = string.Create(CultureInfo.InvariantCulture, $"{closed:HH}:00-{closed:HH}:30");
        await managed.PushAsync(
            $"{Sound}  /etc/late: {{ content: \"later\\n\" }}\nmaintenance:\n  night: {{ window: \"{window}\", resources: [\"file//etc/late\"] }}\n", message: "Wait for the night", ct: ct);
        await TileAsync(ManagedHost.Name, "held");
        await PictureAsync("fleet-held");
        await DashboardBrowser.GoAsync(page, "/holds");
        await page.GetByText($"waits for window {window}").WaitForAsync();
        await PictureAsync("holds-window");

        await managed.Host.RunAsync("mint pause --until 2h --reason 'restoring the shop'", ct);
        var pause = page.Locator("tr", new PageLocatorOptions { HasText = "the whole host" });
        await pause.GetByText("restoring the shop").WaitForAsync();
        Assert.That(await pause.InnerTextAsync(), Does.Contain("root").And.Contain("sudo mint resume"));
        await PictureAsync("holds-pause");
        await DashboardBrowser.GoAsync(page, "/");
        await TileAsync(ManagedHost.Name, "paused");
        await PictureAsync("fleet-paused");
        await managed.Host.RunAsync("mint resume --yes", ct);

        await managed.PushAsync($"{Sound}modes: {{ \"file/{Watched}\": observe }}\n", message: "Only watch", ct: ct);
        await TileAsync(ManagedHost.Name, "converged");
        var watch = Stopwatch.StartNew();
        await managed.Host.RunAsync($"echo otherwise > {Watched}", ct);
        await TileAsync(ManagedHost.Name, "drifting");
        await TestContext.Out.WriteLineAsync($"the tile turned after {watch.ElapsedMilliseconds} ms");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        await PictureAsync("fleet-drifting");
        await DashboardBrowser.GoAsync(page, "/drift");
        await page.GetByText("otherwise").First.WaitForAsync();
        await page.GetByText("Keep what was found").First.ClickAsync();
        await PictureAsync("drift-observed");
        await MendAsync(ct);
    }

    [Test, CancelAfter(60_000), Order(4)]
    public async Task Server_ThatIsSwitchedOff_IsSilentWithoutAnybodySayingSo(CancellationToken ct)
    {
        await DashboardBrowser.GoAsync(page, "/");
        await managed.Host.RunAsync("systemctl stop mint-agent", ct);
        await TileAsync(ManagedHost.Name, "silent");
        await HeadlineAsync($"{ManagedHost.Name} has been silent for");
        await PictureAsync("fleet-silent");
        await managed.Host.RunAsync("systemctl start mint-agent", ct);
        await TileAsync(ManagedHost.Name, "converged");
    }

    [Test, CancelAfter(120_000), Order(5)]
    public async Task Rollout_IsHeldAndLetGoOnThePage(CancellationToken ct)
    {
        var fleet = await managed.Repo.ReadAsync("mint.yaml", ct);
        await managed.Repo.WriteAsync("mint.yaml", $"{fleet}\nrollout:\n  rings:\n    canary: {{ hosts: [{Waiting}], soak: 10m }}\n    rest: {{}}\n", ct);
        await managed.PushAsync(Sound, message: "Go by rings", ct: ct);
        await DashboardBrowser.GoAsync(page, "/commits");
        await RingOf("canary").WaitForAsync();
        var commit = await managed.PushAsync(Sound.Replace("as declared", "by rings", StringComparison.Ordinal), message: "Go to the canary first", ct: ct);
        await page.Locator("section.panel h2", new PageLocatorOptions { HasText = commit[..7] }).WaitForAsync();
        var rest = RingOf("rest");
        await rest.Locator(".state", new LocatorLocatorOptions { HasText = "waiting" }).WaitForAsync();
        await PictureAsync("rollout-rolling");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Hold", Exact = true }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("looking at the shop first");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("looking at the shop first").First.WaitForAsync();
        await page.Locator("section.panel h2 .state", new PageLocatorOptions { HasText = "held" }).WaitForAsync();
        await PictureAsync("rollout-held");

        await DashboardBrowser.GoAsync(page, "/holds");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Let rest go now" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("the shop is well");
        await PictureAsync("holds-let-go");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("rest goes now.").WaitForAsync();
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(30), ct);

        await DashboardBrowser.GoAsync(page, "/events?q=kind:audit");
        await page.GetByText("admin: promotes the rollout, ring rest: the shop is well").WaitForAsync();
        await page.GetByText("looking at the shop first").First.WaitForAsync();
        await PictureAsync("audit");
    }

    [TestCase("viewer", 0, 0), TestCase("operator", 2, 0), TestCase("admin", 2, 1), CancelAfter(60_000), Order(6)]
    public async Task Role_SeesWhatItMayDo_AndNoMore(string role, int actions, int revokes, CancellationToken ct)
    {
        var token = (await coordinator.RunAsync($"mint-coordinator token create --name {role} --role {role}", ct)).Trim();
        var theirs = await browser.OpenAsync(token: token);
        await DashboardBrowser.GoAsync(theirs, $"/hosts/{ManagedHost.Name}");
        await theirs.GetByText(Watched).First.WaitForAsync();

        Assert.That(await theirs.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^(Wake|Ask for a full report)$") }).CountAsync(), Is.EqualTo(actions));
        Assert.That(await theirs.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Revoke" }).CountAsync(), Is.EqualTo(revokes));
        await DashboardBrowser.PictureAsync(theirs, $"host-as-{role}");
    }

    [Test, CancelAfter(60_000), Order(7)]
    public async Task Token_IsMadeOnThePage_WorksOnce_AndIsRevokedThere(CancellationToken ct)
    {
        await DashboardBrowser.GoAsync(page, "/tokens");
        await page.GetByLabel("Name").FillAsync("ci-tool");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make the token" }).ClickAsync();
        var token = await page.GetByLabel("The token").InnerTextAsync();
        await PictureAsync("tokens");
        var theirs = await browser.OpenAsync(token: token.Trim());
        await DashboardBrowser.GoAsync(theirs, "/");

        var row = page.Locator("tr", new PageLocatorOptions { HasText = "ci-tool" });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Revoke" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Revoke" }).ClickAsync();
        await page.GetByText("ci-tool is revoked.").WaitForAsync();
        var refused = await theirs.APIRequest.GetAsync("/");
        Assert.That(refused.Status, Is.EqualTo(401));
        ct.ThrowIfCancellationRequested();
    }

    [Test, Order(8)]
    public void Pages_ComplainedOfNothing() => Assert.That(browser.Complaints, Is.Empty);

    private async Task MendAsync(CancellationToken ct)
    {
        await managed.ConvergesAsync(await managed.PushAsync(Sound, message: "Mend it", ct: ct), TimeSpan.FromSeconds(30), ct);
        await DashboardBrowser.GoAsync(page, "/");
        await TileAsync(ManagedHost.Name, "converged");
    }

    private Task TileAsync(string host, string word) =>
        page.Locator("a.tile", new PageLocatorOptions { HasText = host }).GetByText(word).WaitForAsync();

    private ILocator RingOf(string name) => page.Locator($"ol.rings li:has(strong:text-is('{name}'))");

    private Task HeadlineAsync(string words) => page.Locator("h1", new PageLocatorOptions { HasText = words }).WaitForAsync();

    private Task PictureAsync(string name) => DashboardBrowser.PictureAsync(page, name);
}
