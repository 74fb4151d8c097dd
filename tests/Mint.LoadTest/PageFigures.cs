using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace Mint.LoadTest;

/// <summary>Debian's Chromium over the pages, as people have them open, each page writing down when it showed what.</summary>
internal sealed class PageFigures : IAsyncDisposable
{
    private const int Loads = 10;

    // When the rows were there, and each headline with its moment. Runs in the page before anything of the page does.
    private const string Notes = """
        window.headlines = [];
        const look = () => {
            const headline = document.querySelector('h1')?.textContent;
            if (headline && headline !== window.headlines.at(-1)?.Text) window.headlines.push({ At: Date.now(), Text: headline });
            if (!window.filledAt && document.querySelector('.tile, tbody tr td code')) window.filledAt = performance.now();
            if (!window.liveAt && document.body?.dataset.live !== undefined) window.liveAt = performance.now();
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-live'] });
        """;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly Settings settings;
    private readonly List<IPage> open = [];
    private string session = "";

    private PageFigures(IPlaywright playwright, IBrowser browser, Settings settings) => (this.playwright, this.browser, this.settings) = (playwright, browser, settings);

    /// <summary>Starts the browser and logs in.</summary>
    public static async Task<PageFigures> StartAsync(Settings settings, X509Certificate2 authority, CancellationToken ct)
    {
        var playwright = await Playwright.CreateAsync();
        // A certificate that is only overlooked keeps Chromium from caching; one that is pinned does not.
        var pinned = await KeyOfAsync(settings.Api, authority, ct);
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", $"--ignore-certificate-errors-spki-list={pinned}"],
        });
        var figures = new PageFigures(playwright, browser, settings);
        await figures.LogInAsync();
        return figures;
    }

    /// <summary>Loads a page again and again; the medians, with an empty cache and with a filled one.</summary>
    public async Task<(PageLoad First, PageLoad Again)> LoadAsync(string path)
    {
        var (first, again) = (new List<PageLoad>(), new List<PageLoad>());
        await using var context = await ContextAsync();
        for (var n = 0; n < Loads; n++)
        {
            await using (var empty = await ContextAsync())
            {
                first.Add(await LoadOnceAsync(empty, path));
            }

            again.Add(await LoadOnceAsync(context, path));
        }

        // The first of these filled the cache.
        return (PageLoad.Median(first), PageLoad.Median(again[1..]));
    }

    /// <summary>How many rows or tiles a page of many has in the document, and whether scrolling reaches the last.</summary>
    public async Task<(int Rows, bool ReachesTheLast)> ScrollAsync(string path, string last)
    {
        const string Row = ".tile, tbody tr:has(code)";
        await using var context = await ContextAsync();
        var page = await context.NewPageAsync();
        await GoAsync(page, path);
        await LiveAsync(page);
        await page.Locator(Row).First.WaitForAsync();
        var (rows, reached) = (await page.Locator(Row).CountAsync(), false);
        for (var tries = 0; tries < 50 && !reached; tries++)
        {
            await page.EvaluateAsync("for (const box of [document.scrollingElement, ...document.querySelectorAll('.scroll')]) box.scrollTop = box.scrollHeight");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            reached = await page.GetByText(last, new PageGetByTextOptions { Exact = true }).CountAsync() > 0;
        }

        return (rows, reached);
    }

    /// <summary>Opens pages that stay open, each with its circuit up.</summary>
    public async Task OpenAsync(int count, string path)
    {
        var context = await ContextAsync();
        for (var n = 0; n < count; n++)
        {
            var page = await context.NewPageAsync();
            await GoAsync(page, path);
            await LiveAsync(page);
            open.Add(page);
        }
    }

    /// <summary>What each open page's headline was, and from when on.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Headline>>> HeadlinesAsync()
    {
        var all = new List<IReadOnlyList<Headline>>();
        foreach (var page in open)
        {
            all.Add(await page.EvaluateAsync<Headline[]>("window.headlines"));
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private async Task LogInAsync()
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = settings.Api.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(settings.Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }).ClickAsync();
        await LiveAsync(page);
        session = await context.StorageStateAsync();
    }

    private async Task<IBrowserContext> ContextAsync()
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = settings.Api.ToString(),
            StorageState = session,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        await context.AddInitScriptAsync(Notes);
        return context;
    }

    private static async Task<PageLoad> LoadOnceAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await GoAsync(page, path);
        await LiveAsync(page);
        while (!await page.EvaluateAsync<bool>("() => !!window.filledAt && performance.getEntriesByName('first-contentful-paint').length > 0"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        var load = await page.EvaluateAsync<PageLoad>(
            """
            () => { const answer = performance.getEntriesByType('navigation')[0]; return {
                Answered: answer.responseEnd, FirstPaint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
                Filled: window.filledAt, Live: window.liveAt, Bytes: answer.transferSize } }
            """);
        await page.CloseAsync();
        return load;
    }

    // Chromium gives up what it loads when an interface comes or goes, as with containers that somebody starts on this machine.
    private static async Task GoAsync(IPage page, string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await page.GotoAsync(path);
                return;
            }
            catch (PlaywrightException changed) when (tries < 10 && changed.Message.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private static Task LiveAsync(IPage page) => page.Locator("body[data-live]").WaitForAsync(new LocatorWaitForOptions { Timeout = 120_000 });

    private static async Task<string> KeyOfAsync(Uri address, X509Certificate2 authority, CancellationToken ct)
    {
        var key = "";
        using var handler = Trust.Handler(authority);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
        {
            key = Convert.ToBase64String(SHA256.HashData(((X509Certificate2)shown!).PublicKey.ExportSubjectPublicKeyInfo()));
            return errors == SslPolicyErrors.None;
        };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(address, "/healthz"), ct);
        return key;
    }
}

/// <summary>One load of a page, in milliseconds from when it was asked for.</summary>
internal sealed record PageLoad
{
    /// <summary>The answer was there to its last byte.</summary>
    public double Answered { get; init; }

    /// <summary>First Contentful Paint.</summary>
    public double FirstPaint { get; init; }

    /// <summary>Its rows or tiles were there.</summary>
    public double Filled { get; init; }

    /// <summary>Its link was up.</summary>
    public double Live { get; init; }

    /// <summary>Bytes of the answer.</summary>
    public double Bytes { get; init; }

    /// <summary>The middle of each figure.</summary>
    public static PageLoad Median(IReadOnlyList<PageLoad> loads) => new()
    {
        Answered = Middle(loads, l => l.Answered),
        FirstPaint = Middle(loads, l => l.FirstPaint),
        Filled = Middle(loads, l => l.Filled),
        Live = Middle(loads, l => l.Live),
        Bytes = Middle(loads, l => l.Bytes),
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"first paint {FirstPaint:0} ms, rows {Filled:0} ms, answered {Answered:0} ms, live {Live:0} ms, {Bytes / 1024:0} KiB");

    private static double Middle(IReadOnlyList<PageLoad> loads, Func<PageLoad, double> figure) => loads.Select(figure).Order().ElementAt(loads.Count / 2);
}

/// <summary>A page's headline.</summary>
internal sealed record Headline
{
    /// <summary>From when on, Unix milliseconds.</summary>
    public double At { get; init; }

    /// <summary>Its text.</summary>
    public string Text { get; init; } = "";
}
