using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>Makes or alters one batch of a kind: look again, journal, act, look again, record.</summary>
internal sealed class ApplyStep(
    ApplyRun run, IReadOnlyDictionary<string, IResourceProvider> providers, ILedger ledger, IHost host, TimeProvider time, ITurns fleetTurn)
{
    private sealed record Turn(Resource Resource, Change Change, object? State);

    public async Task ConvergeAsync(IReadOnlyList<Resource> batch, CancellationToken ct)
    {
        var turns = new List<Turn>();
        foreach (var resource in batch)
        {
            if (run.Work.TryGetValue(resource.Id, out var change) && await PrepareAsync(resource, change, ct) is { } turn)
            {
                turns.Add(turn);
            }
        }

        if (turns.Count == 0)
        {
            return;
        }

        ledger.RecordIntents([.. turns.Select(ToIntent)]);
        foreach (var turn in turns)
        {
            run.Owed.UnionWith(Owes(turn.Resource));
        }

        var started = time.GetTimestamp();
        var failures = new Dictionary<ResourceId, ResourceException>();
        var done = await ActAsync(turns, failures, ct);
        await VerifyAsync(done, failures, time.GetElapsedTime(started), ct);
        ct.ThrowIfCancellationRequested();
    }

    public async Task RefreshAsync(IEnumerable<Resource> resources, CancellationToken ct)
    {
        foreach (var resource in resources.Where(r => run.Owed.Contains(r.Id)).ToList())
        {
            ct.ThrowIfCancellationRequested();
            if (run.Made.Contains(resource.Id))
            {
                StrikeOff(resource.Id);
            }
            else if (run.Refreshes.TryGetValue(resource.Id, out var change))
            {
                await RefreshAsync(resource, change, ct);
            }
        }
    }

    private async Task RefreshAsync(Resource resource, Change change, CancellationToken ct)
    {
        if (WhyNotNow(change, run.RefreshBlockedBy(resource)) is { } why)
        {
            run.Add(Skipped(change, why));
            run.Owed.Remove(resource.Id); // stays owed in the ledger, so the next run takes it up
            return;
        }

        var provider = providers[resource.Id.Kind];
        var started = time.GetTimestamp();
        var failure = await Attempt.RunAsync(() => provider.RefreshAsync(resource.Id.Name, resource.Spec, host, ct), ct);
        var took = time.GetElapsedTime(started);
        if (failure is null)
        {
            StrikeOff(resource.Id);
            run.Add(new ResourceResult(change, Outcome.Refreshed, took));
        }
        else
        {
            run.Owed.Remove(resource.Id);
            run.Add(Failed(change, failure, took));
        }
    }

    private void StrikeOff(ResourceId id)
    {
        run.Record(() => ledger.StrikeOff([id]));
        run.Owed.Remove(id);
    }

    private async Task<Turn?> PrepareAsync(Resource resource, Change change, CancellationToken ct)
    {
        if (WhyNotNow(change, run.BlockedBy(resource)) is { } why)
        {
            run.Add(Skipped(change, why));
            return null;
        }

        var provider = providers[resource.Id.Kind];
        object? state = null;
        IReadOnlyList<Difference> differences = [];
        var failure = await Attempt.RunAsync(
            async () =>
            {
                state = await provider.ReadAsync(resource.Id.Name, host, ct);
                differences = FormerSecret.Hide(change.HeldSecret, provider.Compare(resource.Spec, state));
            },
            ct);
        if (failure is not null)
        {
            run.Add(Failed(change, failure, TimeSpan.Zero));
            return null;
        }

        if (differences.Count == 0)
        {
            run.Record(() => ledger.RecordApplied([ToOwned(resource, change.Action == ChangeAction.Create ? Ownership.Created : Ownership.Adopted)]));
            run.Add(new ResourceResult(change, Outcome.Unchanged, TimeSpan.Zero));
            return null;
        }

        if (change is { TouchesWayIn: false, Proven: false } && provider.TouchesWayIn(resource.Id.Name, differences))
        {
            run.Add(Skipped(change, "by now it touches the way in, so the next run makes it, under confirmation"));
            return null;
        }

        return new Turn(resource, change with { Differences = differences }, state);
    }

    /// <summary>Acts until done or cancelled; gives the turns that were taken, so that a cut-off run still records them.</summary>
    private async Task<List<Turn>> ActAsync(List<Turn> turns, Dictionary<ResourceId, ResourceException> failures, CancellationToken ct)
    {
        var provider = providers[turns[0].Resource.Id.Kind];
        var groups = provider.AppliesTogether ? [turns] : turns.Select(t => new List<Turn> { t });
        var taken = new List<Turn>();
        foreach (var group in groups.TakeWhile(_ => !ct.IsCancellationRequested))
        {
            taken.AddRange(group);
            var items = group.Select(t => new ApplyItem<object, object>(t.Resource.Id.Name, t.Resource.Spec, t.State)).ToList();
            if (await Attempt.ToTheEndAsync(() => provider.ApplyAsync(items, host, ct), ct) is { } failure)
            {
                foreach (var id in group.Select(t => t.Resource.Id))
                {
                    if (failure.Of(id.Name) is { } own)
                    {
                        failures[id] = own;
                    }
                }
            }
        }

        return taken;
    }

    private async Task VerifyAsync(List<Turn> turns, Dictionary<ResourceId, ResourceException> failures, TimeSpan took, CancellationToken ct)
    {
        var applied = new List<OwnedResource>();
        var results = new List<ResourceResult>();
        foreach (var turn in turns)
        {
            var left = await LeftAsync(turn);
            var failure = failures.GetValueOrDefault(turn.Resource.Id) ?? left.Failure;
            if (left is { Differences.Count: 0, Failure: null } && (failure is null || providers[turn.Resource.Id.Kind].AppliesTogether))
            {
                applied.Add(ToOwned(turn.Resource, turn.State is null ? Ownership.Created : Ownership.Adopted));
                results.Add(new ResourceResult(turn.Change, turn.State is null ? Outcome.Created : Outcome.Updated, took));
            }
            else if (failure is not null || !ct.IsCancellationRequested)
            {
                // What a cancellation cut off has not failed: the next run takes it up.
                results.Add(Failed(turn.Change, failure ?? NotConverged(left.Differences), took));
            }
        }

        run.Record(() => ledger.RecordApplied(applied));
        foreach (var result in results)
        {
            if (result.Outcome == Outcome.Created)
            {
                run.Made.Add(result.Id);
            }

            run.Add(result);
        }
    }

    private async Task<(IReadOnlyList<Difference> Differences, ResourceException? Failure)> LeftAsync(Turn turn)
    {
        var provider = providers[turn.Resource.Id.Kind];
        IReadOnlyList<Difference> left = [];
        var failure = await Attempt.RunAsync(
            async () => left = provider.Compare(turn.Resource.Spec, await provider.ReadAsync(turn.Resource.Id.Name, host, CancellationToken.None)),
            CancellationToken.None);
        return (left, failure);
    }

    private Intent ToIntent(Turn turn) => new(
        ToOwned(turn.Resource, turn.State is null ? Ownership.Created : Ownership.Adopted) with { SpecHash = null, SpecJson = null, AppliedAt = null },
        Owes(turn.Resource),
        turn.Change.Adopts ? providers[turn.Resource.Id.Kind].Preserve(turn.Resource.Id.Name, host) : null);

    private List<ResourceId> Owes(Resource resource) => [.. resource.Notifies.Where(id => run.Desired.Graph.Find(id) is not null)];

    private OwnedResource ToOwned(Resource resource, Ownership ownership) =>
        OwnedRow.For(resource, ownership, run.Desired, time.GetUtcNow());

    private static ResourceException NotConverged(IReadOnlyList<Difference> left) => new(
        FailureKind.NotConverged,
        "applied without an error, yet it still differs: " + string.Join(", ", left.Select(d => d.Attribute).Distinct()));

    private string? WhyNotNow(Change change, ResourceId? needed) => needed is not null ? $"needs {needed}"
        : change.TakesTurn && fleetTurn.Standing is { Has: false } standing ? standing.Reason
        : null;

    private static ResourceResult Skipped(Change change, string why) =>
        new(change, Outcome.Skipped, TimeSpan.Zero) { Message = why, Failure = FailureKind.Skipped };

    private static ResourceResult Failed(Change change, ResourceException failure, TimeSpan took) =>
        new(change, Outcome.Failed, took) { Message = failure.Message, Failure = failure.Kind, Until = failure.Until };
}
