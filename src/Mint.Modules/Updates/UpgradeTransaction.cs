using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>One upgrade of a transaction.</summary>
/// <param name="Resource">Name of the resource that it is a part of.</param>
/// <param name="Spec">What that resource allows.</param>
/// <param name="Upgrade">The upgrade.</param>
internal sealed record UpgradeWish(string Resource, UpgradeSpec Spec, Upgrade Upgrade)
{
    /// <summary>The exact version that was planned, never a newer one.</summary>
    public string Argument => $"{Upgrade.Name}={Upgrade.New}";
}

/// <summary>
/// Installs exactly the planned versions in one run of apt. It finishes first what an interrupted dpkg left; what would remove a package or
/// change an excluded one is left out and named, and the others go on.
/// </summary>
internal sealed class UpgradeTransaction(IHost host)
{
    /// <summary>Looking for culprits costs one simulation each; a larger batch fails as a whole.</summary>
    private const int MostSingled = 40;

    private readonly Apt apt = new(host);
    private readonly BatchFailures failures = new();

    /// <summary>Does it.</summary>
    /// <param name="wishes">The upgrades.</param>
    /// <param name="resources">Names of all resources of the batch, also of those without upgrades.</param>
    /// <param name="ct">A running apt is given its grace period.</param>
    /// <exception cref="ResourceException">Some of it failed, in apt's own words.</exception>
    public async Task ApplyAsync(IReadOnlyList<UpgradeWish> wishes, IReadOnlyList<string> resources, CancellationToken ct)
    {
        var recovery = await RecoverAsync(ct);
        await UpgradeAsync(wishes, ct);
        if (Unfinished.Find(host) is { Count: > 0 } left)
        {
            var why = recovery is null ? "" : $": {AptError.Explain(recovery)}";
            failures.Add(resources, FailureKind.Retry, $"dpkg was interrupted, and can't finish {string.Join(", ", left.Select(l => $"{l.Name} ({l.Condition})"))}{why}");
        }

        failures.ThrowIfAny();
    }

    /// <summary>What was cut off is finished; what can't be configured, since its files are not whole, is unpacked again. Gives what failed.</summary>
    private async Task<CommandResult?> RecoverAsync(CancellationToken ct)
    {
        if (Unfinished.Find(host).Count == 0)
        {
            return null;
        }

        var result = await apt.ConfigureAsync(ct);
        var left = Unfinished.Find(host).Where(u => u.Condition == "half-installed").Select(u => u.Name).ToList();
        if (left.Count > 0)
        {
            result = await apt.RunAsync(["install", "--reinstall", "--", .. left], ct);
        }

        return result.Succeeded ? null : result;
    }

    private async Task UpgradeAsync(IReadOnlyList<UpgradeWish> wishes, CancellationToken ct)
    {
        if (wishes.Count == 0)
        {
            return;
        }

        var sound = await RefusalAsync(wishes, ct) is not { } refusal ? wishes : await WithoutCulpritsAsync(wishes, refusal, ct);
        if (sound.Count == 0 || (await apt.RunAsync(Arguments(sound), ct)) is not { Succeeded: false } failed)
        {
            return;
        }

        // A package's own script failed half-way: what is unpacked by now is brought home.
        await apt.ConfigureAsync(ct);
        failures.Add(Resources(sound), FailureKind.Retry, AptError.Explain(failed));
    }

    /// <summary>Why apt would not do it, or we would not let it; null when it may run.</summary>
    private async Task<string?> RefusalAsync(IReadOnlyList<UpgradeWish> wishes, CancellationToken ct)
    {
        var simulation = await apt.SimulateAsync(Arguments(wishes), ct);
        if (!simulation.Succeeded)
        {
            return AptError.Explain(simulation);
        }

        if (AptSimulation.Removed(simulation.Output) is { Count: > 0 } removed)
        {
            return $"it would remove {string.Join(", ", removed)}";
        }

        var spec = wishes[0].Spec;
        var excluded = UpgradeSimulation.Parse(simulation.Output).Where(u => !spec.Allows(u.Name, u.New)).Select(u => u.Name).ToList();
        return excluded.Count == 0 ? null : $"it needs {string.Join(", ", excluded)}, which is excluded";
    }

    private async Task<IReadOnlyList<UpgradeWish>> WithoutCulpritsAsync(IReadOnlyList<UpgradeWish> wishes, string refusal, CancellationToken ct)
    {
        if (wishes.Count is 1 or > MostSingled)
        {
            return LeaveOut(wishes, refusal);
        }

        var sound = new List<UpgradeWish>();
        var culprits = new List<(string Resource, string Why)>();
        foreach (var wish in wishes)
        {
            if (await RefusalAsync([wish], ct) is { } own)
            {
                culprits.Add((wish.Resource, $"{wish.Upgrade.Name}: {own}"));
            }
            else
            {
                sound.Add(wish);
            }
        }

        foreach (var resource in culprits.GroupBy(c => c.Resource, c => c.Why))
        {
            failures.Add(resource.Key, FailureKind.NeedsPerson, $"left out {string.Join("; ", resource)}");
        }

        return sound.Count > 0 && await RefusalAsync(sound, ct) is { } still ? LeaveOut(sound, still) : sound;
    }

    private IReadOnlyList<UpgradeWish> LeaveOut(IReadOnlyList<UpgradeWish> wishes, string refusal)
    {
        failures.Add(Resources(wishes), FailureKind.NeedsPerson, $"{string.Join(", ", wishes.Select(w => w.Upgrade.Name))}: {refusal}");
        return [];
    }

    private static IEnumerable<string> Resources(IEnumerable<UpgradeWish> wishes) => wishes.Select(w => w.Resource).Distinct();

    private static IReadOnlyList<string> Arguments(IReadOnlyList<UpgradeWish> wishes) =>
        ["install", "--only-upgrade", "--", .. wishes.Select(w => w.Argument)];
}
