using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Testing.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>One case on one host: does with the provider what the engine does.</summary>
internal sealed class Subject(ConformanceCase @case, IHost host, CancellationToken ct)
{
    private IResourceProvider Provider => @case.Provider;

    private RefreshEffect Effect => @case.Refresh ?? throw new InvalidOperationException($"{@case} says nothing of a refresh");

    public ConformanceCase Case => @case;

    public IHost Host => host;

    /// <summary>A fresh look; null means absent.</summary>
    public async Task<object?> LookAsync()
    {
        host.Forget();
        return await Provider.ReadAsync(@case.ResourceName, new ReadingHost(host), ct);
    }

    /// <summary>What a plan would show.</summary>
    public async Task<IReadOnlyList<Difference>> PlanAsync(object spec) => Provider.Compare(spec, await LookAsync());

    /// <summary>Applies if there is anything to do, as the engine does; through a given host, which may break.</summary>
    public async Task ConvergeAsync(object spec, IHost? through = null)
    {
        var actual = await LookAsync();
        if (Provider.Compare(spec, actual).Count > 0)
        {
            await ApplyAsync(spec, actual, through);
        }
    }

    /// <summary>Applies, and demands that nothing is left to do.</summary>
    public async Task MustConvergeAsync(object spec, string when)
    {
        await ConvergeAsync(spec);
        Demand(await PlanAsync(spec), $"differences remain {when}");
    }

    public Task ApplyAsync(object spec, object? actual, IHost? through = null) =>
        Provider.ApplyAsync([new ApplyItem<object, object>(@case.ResourceName, spec, actual)], through ?? host, ct);

    public Task DeleteAsync(IHost? through = null) => Provider.DeleteAsync([@case.ResourceName], through ?? host, ct);

    public async Task MustBeAbsentAsync(string when)
    {
        if (await LookAsync() is { } state)
        {
            throw new ConformanceException($"still there {when}: {state}");
        }
    }

    public Task TamperAsync() => @case.Tamper(host, ct);

    /// <summary>Changes what a refresh is to bring into force, and makes sure that nothing else does.</summary>
    public async Task ChangeWhatItListensToAsync()
    {
        await Effect.Change(host, ct);
        if (await Effect.IsSeen(host, ct))
        {
            throw new ConformanceException("the change is in force before the refresh, so refreshing proves nothing");
        }
    }

    public Task RefreshAsync(IHost? through = null) => Provider.RefreshAsync(@case.ResourceName, @case.Spec, through ?? host, ct);

    /// <summary>Demands that what changed is in force, and that nothing is left to do.</summary>
    public async Task MustHaveTakenEffectAsync(string when)
    {
        host.Forget();
        if (!await Effect.IsSeen(host, ct))
        {
            throw new ConformanceException($"what changed is not in force {when}");
        }

        Demand(await PlanAsync(@case.Spec), $"differences remain {when}");
    }

    /// <summary>Back to where the case begins.</summary>
    public async Task ResetAsync()
    {
        await (@case.Prepare?.Invoke(host, ct) ?? Task.CompletedTask);
        if (!Provider.ComesDue && await LookAsync() is not null)
        {
            await DeleteAsync();
            await MustBeAbsentAsync("before the case begins");
        }
    }

    /// <summary>Leaves nothing behind.</summary>
    public async Task CleanUpAsync()
    {
        await DeleteAsync();
        await (@case.CleanUp?.Invoke(host, ct) ?? Task.CompletedTask);
    }

    /// <summary>All of a fake; of a real host /etc, what the case names, and the units and paths that the provider watches.</summary>
    public Task<HostSnapshot> SnapshotAsync()
    {
        string[] paths = host is FakeHost
            ? ["/"]
            : [.. Provider.WatchedPaths(@case.ResourceName, @case.Spec).Concat(@case.Paths).Append("/etc")];
        var units = Provider.WatchedUnits(@case.ResourceName, @case.Spec).ToHashSet();
        return HostSnapshot.TakeAsync(host, paths, unit => host is FakeHost || units.Contains(unit), ct);
    }

    public async Task MustEqualAsync(HostSnapshot before, string when)
    {
        if (before.Compare(await SnapshotAsync()) is { Count: > 0 } changes)
        {
            throw new ConformanceException($"the host changed {when}: {string.Join("; ", changes.Take(10))}");
        }
    }

    public static void Demand(IReadOnlyList<Difference> differences, string message)
    {
        if (differences.Count > 0)
        {
            throw new ConformanceException($"{message}: {string.Join("; ", differences.Select(d => $"{d.Attribute}: '{d.Before}' → '{d.After}'"))}");
        }
    }
}
