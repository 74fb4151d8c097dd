using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Services;

/// <summary>Brings many units to what is wanted with one <c>systemctl</c> per verb; where one call fails, unit by unit.</summary>
internal sealed class UnitTransaction(IHost host)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly BatchFailures failures = new();

    /// <summary>Does it.</summary>
    /// <exception cref="ResourceException">Some of it failed; the message says which, with the unit's last log lines.</exception>
    public async Task ApplyAsync(IReadOnlyList<UnitWish> wishes, CancellationToken ct)
    {
        await RunAsync("unmask", wishes.Where(w => w.Unmask), ct);
        await RunAsync("disable", wishes.Where(w => w.Disable), ct);
        await RunAsync("enable", wishes.Where(w => w.Enable && CanBeEnabled(w.Name)), ct);
        await RunAsync("stop", wishes.Where(w => w.Stop), ct);
        await RunAsync("mask", wishes.Where(w => w.Mask), ct);
        await RunAsync("reset-failed", await FailedAsync(wishes, ct), ct);
        await RunAsync("start", wishes.Where(w => w.Start && CanBeStarted(w)), ct);
        failures.ThrowIfAny();
    }

    /// <summary>
    /// A unit that failed keeps its state, and its count of starts, until it is reset. Looked at afresh, for many a service fails by being
    /// stopped: it exits with a code of its own.
    /// </summary>
    private async Task<IEnumerable<UnitWish>> FailedAsync(IReadOnlyList<UnitWish> wishes, CancellationToken ct)
    {
        var (files, units) = (UnitFiles.Of(host), await host.LoadedUnitsAsync(ct));
        return wishes.Where(w => w.Spec.Running is not null && units.GetValueOrDefault(files.Resolve(w.Name))?.ActiveState == "failed");
    }

    private async Task RunAsync(string verb, IEnumerable<UnitWish> wishes, CancellationToken ct)
    {
        var names = wishes.Select(w => w.Name).ToList();
        if (names.Count == 0 || (await SystemctlAsync(verb, names, ct)).Succeeded)
        {
            return;
        }

        foreach (var name in names)
        {
            var result = await SystemctlAsync(verb, [name], ct);
            if (!result.Succeeded)
            {
                failures.Add(name, FailureKind.Retry, await ExplainAsync(verb, name, result, ct));
            }
        }
    }

    private Task<CommandResult> SystemctlAsync(string verb, IReadOnlyList<string> names, CancellationToken ct) =>
        host.RunAsync(new Command("systemctl", [verb, "--quiet", "--no-ask-password", "--", .. names]) { Timeout = Longest }, ct);

    private bool CanBeEnabled(string name)
    {
        var files = UnitFiles.Of(host);
        if (files.Text(name) is not { HasInstall: false } || files.IsGenerated(name))
        {
            return true;
        }

        failures.Add(name, FailureKind.NeedsPerson, $"{name} has no [Install] section, so it can't be enabled; write 'enabled: false'");
        return false;
    }

    private bool CanBeStarted(UnitWish wish)
    {
        if (UnitFiles.Of(host).Text(wish.Name) is not { RunsToEnd: true })
        {
            return true;
        }

        if (wish.Spec.Enabled != true)
        {
            var reason = $"{wish.Name} is a oneshot, which runs and ends, so it can't be kept running; write 'running: false'";
            failures.Add(wish.Name, FailureKind.NeedsPerson, reason);
        }

        return false;
    }

    private async Task<string> ExplainAsync(string verb, string name, CommandResult result, CancellationToken ct)
    {
        var said = $"systemctl {verb} {name}: {result.Error.Split('\n')[0].Trim()}";
        if (verb != "start")
        {
            return said;
        }

        var log = await host.RunAsync(new Command("journalctl", "--no-pager", "--quiet", "--output=cat", "--lines=4", "--unit=" + name), ct);
        var lines = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? said : $"{said} ({string.Join(" | ", lines.Select(l => l.Length <= 200 ? l : l[..200] + "…"))})";
    }
}
