using System.Diagnostics;
using Microsoft.Playwright;

namespace Mint.LabTests.EndToEnd;

/// <summary>What people see of the fleet in a browser, with real agents behind it.</summary>
internal sealed class DashboardTests
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("fleet", "/"), ("fleet-by-state", "/?by=state"), ("fleet-filtered-to-nothing", "/?q=state:revoked"), ("host", "/hosts/web-01"), ("host-timeline", "/hosts/web-01?tab=timeline"), ("host-dependencies", "/hosts/web-01?tab=graph"),
        ("host-unknown", "/hosts/nobody"), ("commits", "/commits"), ("drift", "/drift"), ("holds", "/holds"), ("events", "/events"), ("enrolment", "/enrolment"), ("tokens-none", "/tokens"), ("drift-by-host", "/drift?by=host"),
    ];

    private DashboardBrowser browser = null!;
    private string password = "";

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await FleetProbe.EnsureAsync(timeout.Token);
        browser = await DashboardBrowser.StartAsync(timeout.Token);
        password = (await Lab.Coordinator.RunAsync("mint-coordinator person reset-password", timeout.Token)).Trim();
        await RemoteLogin.PrepareAsync(Lab.Servers["backup-01"], Lab.Servers["web-02"], timeout.Token);
    }

    [OneTimeTearDown]
    public async Task Close() => await browser.DisposeAsync();

    [Test, CancelAfter(60_000), Order(1)]
    public async Task Coordinator_ThatIsNew_SaidItsFirstPasswordOnceInTheJournal(CancellationToken ct)
    {
        var said = await Lab.Coordinator.RunAsync("journalctl -u mint-coordinator -o cat | grep -c 'first login, shown this once: name admin, password '", ct);
        Assert.That(said.Trim(), Is.EqualTo("1"));
    }

    [Test, CancelAfter(180_000), Order(2)]
    public async Task Pages_InEverySize_HaveNoBarrierAndNoComplaint(CancellationToken ct)
    {
        var barriers = new List<string>();
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light) })
        {
            var page = await browser.OpenAsync(width, scheme);
            await page.GotoAsync("/");
            await DashboardBrowser.PictureAsync(page, $"login-{width}-{scheme}");
            barriers.AddRange(await DashboardBrowser.BarriersAsync(page));
            await DashboardBrowser.LogInAsync(page, password);
            foreach (var (name, path) in Pages)
            {
                ct.ThrowIfCancellationRequested();
                await DashboardBrowser.GoAsync(page, path);
                await DashboardBrowser.PictureAsync(page, $"{name}-{width}-{scheme}");
                barriers.AddRange(await DashboardBrowser.BarriersAsync(page));
                Assert.That(
                    await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"), Is.LessThanOrEqualTo(0), $"{name} does not fit {width} px");
            }
        }

        Assert.That(barriers, Is.Empty, string.Join('\n', barriers));
        Assert.That(browser.Complaints, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task Drift_OnAServer_IsOnThePageWithinTwoSeconds(CancellationToken ct)
    {
        var page = await InAsync("/drift?q=host:web-01");
        var path = FleetProbe.Path(31);

        var mark = $"tampered-{Guid.NewGuid():N}";
        var watch = Stopwatch.StartNew();
        await Lab.Servers["web-01"].RunAsync($"echo {mark} > {path}", ct);
        await page.GetByText(mark).First.WaitForAsync();

        TestContext.Out.WriteLine($"shown after {watch.ElapsedMilliseconds} ms");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        var told = page.Locator("ol.events > li").First;
        Assert.That(await told.InnerTextAsync(), Does.Contain("web-01").And.Contain(path).And.Contain("repaired").And.Contain("groups/fleet-probe.yaml:"));
        await DashboardBrowser.PictureAsync(page, "drift-live");
    }

    [Test, CancelAfter(60_000)]
    public async Task Drift_BySomebodyLoggedIn_SaysWhoAndFromWhere(CancellationToken ct)
    {
        var page = await InAsync("/drift?q=host:web-02");
        var from = Lab.Servers["backup-01"];
        var mark = $"by-hand-{Guid.NewGuid():N}";

        await RemoteLogin.RunAsync(from, $"echo {mark} > {FleetProbe.Path(33)}; sleep 3", ct);
        var told = page.Locator("ol.events > li", new PageLocatorOptions { HasText = mark });
        await told.WaitForAsync();

        Assert.That(await told.InnerTextAsync(), Does.Contain("likely root (sshd from ").And.Contain(await from.RunAsync("hostname -i", ct)));
        await DashboardBrowser.PictureAsync(page, "drift-by-somebody");
    }

    [Test, CancelAfter(120_000)]
    public async Task Commit_Pushed_ReachesEveryHostBeforeOnesEyes(CancellationToken ct)
    {
        var page = await InAsync("/commits");

        var commit = await FleetProbe.PushAsync($"seen-{Guid.NewGuid():N}", ct);
        var row = page.Locator("tr:has(th.wrap)", new PageLocatorOptions { HasText = commit[..7] });
        await row.GetByText("3 applied").WaitForAsync(new LocatorWaitForOptions { Timeout = 60_000 });
        await page.Locator(".grid tr", new PageLocatorOptions { HasText = commit[..7] }).Locator("td.ok").Nth(2).WaitForAsync();
        await DashboardBrowser.PictureAsync(page, "commits-live");

        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "backup-01" }).WaitForAsync();
        Assert.That(page.Url, Does.EndWith($"/commits/{commit}"));
        await DashboardBrowser.PictureAsync(page, "commit");
        await FleetProbe.EnsureAsync(ct);
    }

    [Test, CancelAfter(60_000)]
    public async Task Actions_OnAHost_AreDoneAndAudited(CancellationToken ct)
    {
        var page = await InAsync("/hosts/web-02");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Wake" }).ClickAsync();
        await page.GetByText("web-02 asks Git now.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask for a full report" }).ClickAsync();
        await page.GetByText("web-02 was asked for a full report.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Revoke" }).ClickAsync();
        await page.GetByText("is shut out at once").WaitForAsync();
        await DashboardBrowser.PictureAsync(page, "host-revoke-asks");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Cancel" }).ClickAsync();

        var audit = await FleetCli.OfLab.AskAsync<FleetHistory>(["events", "kind:audit", "host:web-02"], ct);
        Assert.That(audit.Events.Select(e => e.Event.Summary), Has.Some.StartsWith("admin: "));
        Assert.That((await FleetCli.OfLab.HostsAsync(ct))["web-02"].State, Is.Not.EqualTo("revoked"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Enrolment_OfANewHost_ShowsTheCommandOnce(CancellationToken ct)
    {
        var page = await InAsync("/enrolment");

        await page.GetByLabel("Host").FillAsync("new-01");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make the command" }).ClickAsync();
        var command = page.Locator("pre.command");
        await command.WaitForAsync();
        Assert.That(await command.InnerTextAsync(), Does.StartWith("mint-agent enrol --coordinator https://coordinator.lab:7443 --token "));
        await DashboardBrowser.GoAsync(page, "/enrolment");
        Assert.That(await command.CountAsync(), Is.Zero);
        ct.ThrowIfCancellationRequested();
    }

    [Test, CancelAfter(90_000)]
    public async Task Link_ThatIsLost_IsSaidAndComesBack(CancellationToken ct)
    {
        var page = await InAsync("/");

        await Lab.Coordinator.RunAsync("systemctl stop mint-coordinator", ct);
        try
        {
            await page.GetByText("The link to the coordinator is lost").WaitForAsync();
            await DashboardBrowser.PictureAsync(page, "link-lost");
        }
        finally
        {
            await Lab.Coordinator.RunAsync("systemctl start mint-coordinator", CancellationToken.None);
        }

        await page.Locator("body[data-live]:not(:has(#components-reconnect-modal.components-reconnect-show))").WaitForAsync(new LocatorWaitForOptions { Timeout = 60_000 });
        await page.GetByText("connected").First.WaitForAsync();
    }

    private async Task<IPage> InAsync(string path)
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(path);
        await DashboardBrowser.LogInAsync(page, password);
        return page;
    }
}
