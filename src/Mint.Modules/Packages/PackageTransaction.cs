using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>
/// Brings many packages to what is wanted in one run of apt. Where that run fails, it finds the culprits, so that the others
/// are not kept waiting for them.
/// </summary>
internal sealed class PackageTransaction(IHost host)
{
    /// <summary>Looking for culprits costs one simulation each; a larger batch fails as a whole.</summary>
    private const int MostSingled = 40;

    private readonly Apt apt = new(host);
    private readonly BatchFailures failures = new();

    private DpkgStatus Status => host.Parse(DpkgStatus.Path, DpkgStatus.Parse);

    /// <summary>Does it.</summary>
    /// <exception cref="ResourceException">Some of it failed; the message names each with apt's own words.</exception>
    public async Task ApplyAsync(IReadOnlyList<PackageWish> wishes, CancellationToken ct)
    {
        await RecoverAsync(ct);
        var removals = Removals(wishes);
        var installs = await new PackageChoice(host, apt, failures).ChooseAsync([.. wishes.Where(w => w.Spec.Present && w.NeedsApt(Status))], ct);
        await RunAsync([.. installs, .. removals.Where(r => !r.Spec.Purge)], ct);
        await RunAsync([.. removals.Where(r => r.Spec.Purge)], ct);
        await HoldAsync(wishes, ct);
        failures.ThrowIfAny();
    }

    /// <summary>What dpkg left unfinished is finished first. When it fails, the transaction that follows says why.</summary>
    private async Task RecoverAsync(CancellationToken ct)
    {
        if (host.List("/var/lib/dpkg/updates").Count > 0 || Status.HasIncomplete)
        {
            await apt.ConfigureAsync(ct);
        }
    }

    private List<PackageWish> Removals(IReadOnlyList<PackageWish> wishes)
    {
        var removals = new List<PackageWish>();
        foreach (var wish in wishes.Where(w => !w.Spec.Present && w.NeedsApt(Status)))
        {
            if (Status.Find(wish.Name) is { Essential: true })
            {
                failures.Add(wish.Name, FailureKind.NeedsPerson, $"{wish.Name} is essential to Debian and is not removed");
            }
            else
            {
                removals.Add(wish);
            }
        }

        return removals;
    }

    private async Task RunAsync(IReadOnlyList<PackageWish> wishes, CancellationToken ct)
    {
        if (wishes.Count == 0)
        {
            return;
        }

        var sound = await RefusalAsync(wishes, ct) is not { } refusal ? wishes : await WithoutCulpritsAsync(wishes, refusal, ct);
        var result = sound.Count == 0 ? null : await apt.RunAsync(Arguments(sound), ct);
        if (result is { Succeeded: false })
        {
            await RunOneByOneAsync(sound, result, ct);
        }
    }

    /// <summary>Why apt would not do it, or we would not let it; null when it may run.</summary>
    private async Task<string?> RefusalAsync(IReadOnlyList<PackageWish> wishes, CancellationToken ct)
    {
        var simulation = await apt.SimulateAsync(Arguments(wishes), ct);
        if (!simulation.Succeeded)
        {
            return AptError.Explain(simulation);
        }

        var wanted = wishes.Where(w => !w.Spec.Present).Select(w => PackageName.WithoutArchitecture(w.Name)).ToHashSet();
        var more = AptSimulation.Removed(simulation.Output).Where(r => !wanted.Contains(PackageName.WithoutArchitecture(r))).ToList();
        return more.Count == 0 ? null : $"it would also remove {string.Join(", ", more)}; declare these 'state: absent' if that is meant";
    }

    private async Task<IReadOnlyList<PackageWish>> WithoutCulpritsAsync(IReadOnlyList<PackageWish> wishes, string refusal, CancellationToken ct)
    {
        if (wishes.Count is 1 or > MostSingled)
        {
            failures.Add(Names(wishes), FailureKind.NeedsPerson, $"{Listed(wishes)}: {refusal}");
            return [];
        }

        var sound = new List<PackageWish>();
        foreach (var wish in wishes)
        {
            if (await RefusalAsync([wish], ct) is { } own)
            {
                failures.Add(wish.Name, FailureKind.NeedsPerson, $"{wish.Name}: {own}");
            }
            else
            {
                sound.Add(wish);
            }
        }

        if (sound.Count > 0 && await RefusalAsync(sound, ct) is { } still)
        {
            failures.Add(Names(sound), FailureKind.NeedsPerson, $"{Listed(sound)} can't be had together: {still}");
            return [];
        }

        return sound;
    }

    /// <summary>A package's own script failed half-way: the others are brought home one by one.</summary>
    private async Task RunOneByOneAsync(IReadOnlyList<PackageWish> wishes, CommandResult joint, CancellationToken ct)
    {
        await apt.ConfigureAsync(ct);
        var open = wishes.Where(w => w.NeedsApt(Status)).ToList();
        if (open.Count is 1 or > MostSingled)
        {
            failures.Add(Names(open), FailureKind.Retry, $"{Listed(open)}: {AptError.Explain(joint)}");
            return;
        }

        foreach (var wish in open)
        {
            var result = await apt.RunAsync(Arguments([wish]), ct);
            if (wish.NeedsApt(Status))
            {
                failures.Add(wish.Name, FailureKind.Retry, $"{wish.Name}: {AptError.Explain(result)}");
            }
        }
    }

    private async Task HoldAsync(IReadOnlyList<PackageWish> wishes, CancellationToken ct)
    {
        foreach (var (mark, hold) in new[] { ("hold", true), ("unhold", false) })
        {
            var names = wishes.Where(w => w.Spec.Present && w.Spec.Hold == hold && Status.Find(w.Name) is { } s && s.Held != hold).Select(w => w.Name).ToList();
            if (names.Count > 0)
            {
                await failures.AttemptAsync(names, async () => (await apt.MarkAsync(mark, names, ct)).EnsureSuccess());
            }
        }
    }

    private List<string> Arguments(IReadOnlyList<PackageWish> wishes)
    {
        var status = Status;
        var arguments = new List<string> { "install" };
        if (wishes.Any(w => w.Spec is { Present: true, Version: not null } && status.Find(w.Name) is not null))
        {
            arguments.Add("--allow-downgrades");
        }

        if (wishes.Any(w => status.Find(w.Name) is { Held: true }))
        {
            arguments.Add("--allow-change-held-packages");
        }

        if (wishes.Any(w => w.Spec.Present && status.Find(w.Name) is { IsComplete: false }))
        {
            arguments.Add("--reinstall");
        }

        if (wishes.Any(w => w.Spec.Purge))
        {
            arguments.Add("--purge");
        }

        return [.. arguments, "--", .. wishes.Select(w => w.Argument)];
    }

    private static IEnumerable<string> Names(IEnumerable<PackageWish> wishes) => wishes.Select(w => w.Name);

    private static string Listed(IEnumerable<PackageWish> wishes) => string.Join(", ", Names(wishes));
}
