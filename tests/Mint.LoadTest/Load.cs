using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Mint.LoadTest;

/// <summary>The phases, one after the other; each prints its figures, and the last line is a row for a table.</summary>
internal sealed class Load(Settings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Tally tally = new();
    private readonly ProcessMeter meter = new(settings.Process);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(settings.Authority);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        tally.Head = await ShellAsync(settings.Push);
        var watch = Stopwatch.StartNew();
        var identities = await new Enrolment(settings, authority).RunAsync(ct);
        Print($"enrolled {settings.Count} in {watch.Elapsed.TotalSeconds:0.0} s ({settings.Count / watch.Elapsed.TotalSeconds:0}/s)");

        var queries = new Queries(settings, authority);
        var asking = settings.Pages > 0 ? Task.CompletedTask : queries.RunAsync(stop.Token);
        var agents = identities.Select(i => new SimulatedAgent(i.Host, i.Certificate, authority, settings, tally)).ToList();
        var (before, running) = (meter.Seconds, agents.Select(a => a.RunAsync(stop.Token)).ToList());
        var connected = await Tally.UntilAsync("connected", () => tally.Connected, settings.Count, Patience);
        var reported = await Tally.UntilAsync("reported", () => tally.Reports, settings.Count, Patience);
        Print($"all connected after {connected.TotalSeconds:0.0} s, all full reports stored after {(connected + reported).TotalSeconds:0.0} s; CPU {meter.Seconds - before:0.0} s; RSS {meter.Resident:0} MiB; queries {queries.Take()}");

        if (settings.Pages > 0)
        {
            await new PageRun(settings, tally, meter).RunAsync(authority, () => ShellAsync(settings.Push), ct);
        }
        else
        {
            await PhasesAsync(connected, queries, agents, ct);
        }

        await stop.CancelAsync();
        await Task.WhenAll([asking, .. running]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        agents.ForEach(agent => agent.Dispose());
        return 0;
    }

    private async Task PhasesAsync(TimeSpan connected, Queries queries, List<SimulatedAgent> agents, CancellationToken ct)
    {
        var steady = await SteadyAsync(agents, ct);
        var steadyQueries = queries.Take();
        Print($"steady: CPU {steady:0.0} % of a core, RSS {meter.Resident:0} MiB, events {tally.EventsAcknowledged} of {tally.EventsTold} acknowledged; queries {steadyQueries}");

        var (woken, applied) = await PushAsync();
        var pushQueries = queries.Take();
        Print($"push: all woken after {woken.TotalSeconds:0.0} s, all reports of it stored after {applied.TotalSeconds:0.0} s; RSS {meter.Resident:0} MiB; queries {pushQueries}");

        var storm = await StormAsync();
        var stormQueries = queries.Take();
        Print($"storm: killed and started anew, all connected again after {storm.TotalSeconds:0.0} s; RSS {meter.Resident:0} MiB (peak {meter.Peak:0}); queries {stormQueries}");
        foreach (var loss in tally.Losses)
        {
            Print($"  streams ended: {loss}");
        }

        await Tally.UntilAsync("acknowledged", () => tally.EventsAcknowledged, tally.EventsTold, Patience);
        Print($"every one of {tally.EventsTold} events is acknowledged");
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"| {settings.Count:N0} | {connected.TotalSeconds:0.0} s | {steady:0.0} % | {meter.Peak:0} MiB | {woken.TotalSeconds:0.0} s / {applied.TotalSeconds:0.0} s | {storm.TotalSeconds:0.0} s | {Short(steadyQueries)} | {Short(pushQueries)} | {Short(stormQueries)} |"));
    }

    // Percent of one core over the steady state.
    private async Task<double> SteadyAsync(List<SimulatedAgent> agents, CancellationToken ct)
    {
        var (cpu, watch) = (meter.Seconds, Stopwatch.StartNew());
        while (watch.Elapsed < settings.Steady)
        {
            await agents[Random.Shared.Next(agents.Count)].DriftAsync();
            _ = meter.Resident;
            await Task.Delay(TimeSpan.FromSeconds(1 / settings.DriftPerSecond), ct);
        }

        return 100 * (meter.Seconds - cpu) / watch.Elapsed.TotalSeconds;
    }

    private async Task<(TimeSpan Woken, TimeSpan Applied)> PushAsync()
    {
        var (wakes, reports) = (tally.Wakes, tally.Reports);
        tally.Head = await ShellAsync(settings.Push);
        var watch = Stopwatch.StartNew();
        await Tally.UntilAsync("woken", () => tally.Wakes - wakes, settings.Count, Patience);
        var woken = watch.Elapsed;
        await Tally.UntilAsync("reported the new commit", () => tally.Reports - reports, settings.Count, Patience);
        return (woken, watch.Elapsed);
    }

    private async Task<TimeSpan> StormAsync()
    {
        meter.Process = int.Parse(await ShellAsync(settings.Restart), CultureInfo.InvariantCulture);
        var watch = Stopwatch.StartNew();
        await Tally.UntilAsync("lost", () => settings.Count - tally.Connected, 1, Patience);
        await Tally.UntilAsync("connected again", () => tally.Connected, settings.Count, Patience);
        return watch.Elapsed;
    }

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("bash can't be started");
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return shell.ExitCode == 0 ? output.Trim().Split('\n')[^1] : throw new InvalidOperationException($"'{command}' failed");
    }

    private static string Short(string queries) => queries.Split(" (")[0];

    private static void Print(string line) => Console.WriteLine(line);
}
