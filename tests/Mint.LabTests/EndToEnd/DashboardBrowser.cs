using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Mint.LabTests.EndToEnd;

/// <summary>Debian's Chromium, looking at the lab's coordinator as a person would.</summary>
internal sealed class DashboardBrowser : IAsyncDisposable
{
    private static readonly string[] Serious = ["serious", "critical"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<string> complaints = [];

    private DashboardBrowser(IPlaywright playwright, IBrowser browser, string address) => (this.playwright, this.browser, Address) = (playwright, browser, address);

    /// <summary>The pages' address.</summary>
    public string Address { get; }

    /// <summary>What pages complained of so far: script that failed or was blocked.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Where pictures of pages go, for people to look at.</summary>
    public static string Pictures { get; } = Repository.At("artifacts", "screenshots");

    /// <summary>Looks at the lab's coordinator.</summary>
    public static async Task<DashboardBrowser> StartAsync(CancellationToken ct) =>
        await StartAsync((await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "coordinator-api"), ct)).Trim());

    /// <summary>Looks at a coordinator.</summary>
    public static async Task<DashboardBrowser> StartAsync(string address)
    {
        Directory.CreateDirectory(Pictures);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        return new DashboardBrowser(playwright, browser, address);
    }

    /// <summary>Somebody's window, not logged in.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="token">An API token that it sends, for who has no login; null for none.</param>
    public async Task<IPage> OpenAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, string? token = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            ExtraHTTPHeaders = token is null ? null : [new("Authorization", $"Bearer {token}")],
            // What moves while it is looked at has other colours.
            ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            // A page that is left takes its link with it, which is told as an error too.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !IsOfTheLink(message.Text))
            {
                complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        return page;
    }

    /// <summary>Logs in as the local admin.</summary>
    public static async Task LogInAsync(IPage page, string password)
    {
        await page.GetByLabel("Name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }).ClickAsync();
        await LiveAsync(page);
    }

    /// <summary>Goes to a page and waits until it is live.</summary>
    public static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await LiveAsync(page);
    }

    /// <summary>Takes a picture of the page.</summary>
    public static Task PictureAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png") });

    /// <summary>What a screen reader's user would stumble over seriously.</summary>
    public static async Task<IReadOnlyList<string>> BarriersAsync(IPage page) =>
    [
        .. (await page.RunAxe()).Violations.Where(v => Serious.Contains(v.Impact))
            .Select(v => $"{page.Url}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"),
    ];

    private static bool IsOfTheLink(string text) => text.Contains("WebSocket", StringComparison.Ordinal) || text.Contains("the connection", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    // The library marks the link once it is up; a page that waits for it can be pressed.
    private static Task LiveAsync(IPage page) => page.Locator("body[data-live]").WaitForAsync();
}
