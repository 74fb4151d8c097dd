using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Mint.LoadTest;

/// <summary>What the pages cost and how fast they are, with the fleet connected; the last lines are rows for a table.</summary>
internal sealed class PageRun(Settings settings, Tally tally, ProcessMeter meter)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    public async Task RunAsync(X509Certificate2 authority, Func<Task<string>> push, CancellationToken ct)
    {
        await using var browser = await PageFigures.StartAsync(settings, authority, ct);
        var host = $"/hosts/{Enrolment.NameOf(0)}";
        Print($"the machine's load before: {(await File.ReadAllTextAsync("/proc/loadavg", ct)).Split(' ')[0]}");
        var fleet = await browser.LoadAsync("/");
        Print($"Fleet, {settings.Count} hosts: first visit: {fleet.First}");
        Print($"Fleet, {settings.Count} hosts: again: {fleet.Again}");
        var one = await browser.LoadAsync(host);
        Print($"Host, {settings.Resources} resources: first visit: {one.First}");
        Print($"Host, {settings.Resources} resources: again: {one.Again}");
        await ScrollAsync(browser, "Fleet", "/?by=state", Enrolment.NameOf(settings.Count - 1), settings.Count);
        await ScrollAsync(browser, "Host", host, SimulatedAgent.NameOf(settings.Resources - 1), settings.Resources);

        var before = await RestAsync(ct);
        await browser.OpenAsync(settings.Pages, "/");
        var after = await RestAsync(ct);
        Print($"{settings.Pages} open Fleet pages: RSS {before.Memory:0} MiB before, {after.Memory:0} MiB with them: {(after.Memory - before.Memory) / settings.Pages:0.0} MiB a page; CPU at rest {before.Load:0} % before, {after.Load:0} % with them");

        var lag = new Lag(settings, authority);
        var used = meter.Seconds;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        tally.Head = await push();
        await lag.FollowAsync(tally.Head, ct);
        Print($"push: all hosts run it after {watch.Elapsed.TotalSeconds:0.0} s; CPU {meter.Seconds - used:0.0} s");
        await Task.Delay(Settle, ct);
        var behind = (await browser.HeadlinesAsync()).Select(h => lag.Of(h, tally.Head).ToList()).ToList();
        var worst = behind.Select(b => b.Max()).Order().ToList();
        var all = behind.SelectMany(b => b).Order().ToList();
        Print($"pages behind the store during the push: {At(all, 0.5):0.0} s in the median, the worst page {worst[^1]:0.0} s (worst of each: median {At(worst, 0.5):0.0} s); RSS peak {meter.Peak:0} MiB");
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"| {fleet.First.FirstPaint:0} ms / {fleet.Again.FirstPaint:0} ms | {one.First.FirstPaint:0} ms / {one.Again.FirstPaint:0} ms | {one.Again.Filled:0} ms | {(after.Memory - before.Memory) / settings.Pages:0.0} MiB | {At(all, 0.5):0.0} s / {worst[^1]:0.0} s |"));
    }

    private static async Task ScrollAsync(PageFigures browser, string name, string path, string last, int all)
    {
        var (rows, reached) = await browser.ScrollAsync(path, last);
        Print($"{name}: {rows} of {all} are in the document; scrolling {(reached ? "reaches" : "DOES NOT REACH")} the last");
    }

    // Memory and percent of a core after a while in which nothing is done.
    private async Task<(double Memory, double Load)> RestAsync(CancellationToken ct)
    {
        await Task.Delay(Settle, ct);
        var used = meter.Seconds;
        await Task.Delay(Settle, ct);
        return (meter.Resident, 100 * (meter.Seconds - used) / Settle.TotalSeconds);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static void Print(string line) => Console.WriteLine(line);
}
