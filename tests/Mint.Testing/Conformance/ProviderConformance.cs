using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Testing.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>Tries the properties that every kind promises, on a fake or a real host.</summary>
public static class ProviderConformance
{
    /// <summary>Tries one property of one case on a new fake.</summary>
    public static Task<ConformanceResult> CheckOnFakeAsync(ConformanceCase @case, string property, CancellationToken ct)
    {
        var host = FakeHost.Debian();
        @case.Arrange?.Invoke(host);
        return CheckAsync(@case, property, host, ct);
    }

    /// <summary>Tries one property of one case on a host, which is left as it was found.</summary>
    public static async Task<ConformanceResult> CheckAsync(ConformanceCase @case, string property, IHost host, CancellationToken ct)
    {
        if (SkipReason(@case, property, host) is { } reason)
        {
            return new ConformanceResult(@case.Kind, @case.Name, property, Ok: true, Skipped: true, reason);
        }

        try
        {
            await TryAsync(@case, property, host, ct);
            return new ConformanceResult(@case.Kind, @case.Name, property, Ok: true, Skipped: false, "");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var message = e is ConformanceException ? e.Message : e.ToString();
            return new ConformanceResult(@case.Kind, @case.Name, property, Ok: false, Skipped: false, message);
        }
    }

    private static string? SkipReason(ConformanceCase @case, string property, IHost host) =>
        @case.Skip?.Invoke(host) ?? property switch
        {
            ConformanceProperties.KeepsSecrets when @case.Canary is null => "holds no secret",
            ConformanceProperties.RefreshTakesEffect when @case.Refresh is null => "has nothing to reload",
            ConformanceProperties.UpdateConverges or ConformanceProperties.DriftIsRepaired or ConformanceProperties.RemovalPrunes when @case.IsTrigger =>
                "has no state of its own: nothing to update, to drift or to remove",
            ConformanceProperties.UpdateConverges or ConformanceProperties.RemovalPrunes when @case.Provider.ComesDue =>
                "comes due by itself: there is nothing to wish otherwise or to remove",
            _ => null,
        };

    private static async Task TryAsync(ConformanceCase @case, string property, IHost host, CancellationToken ct)
    {
        var subject = new Subject(@case, host, ct);
        await subject.ResetAsync();
        try
        {
            await Check(property)(subject);
        }
        finally
        {
            await subject.CleanUpAsync();
        }
    }

    private static Func<Subject, Task> Check(string property) => property switch
    {
        ConformanceProperties.PlanChangesNothing => PlanChangesNothingAsync,
        ConformanceProperties.Converges => s => s.MustConvergeAsync(s.Case.Spec, "after the first apply"),
        ConformanceProperties.SecondRunIsEmpty => SecondRunIsEmptyAsync,
        ConformanceProperties.ApplyingTwiceChangesNothing => ApplyingTwiceChangesNothingAsync,
        ConformanceProperties.UpdateConverges => UpdateConvergesAsync,
        ConformanceProperties.DriftIsRepaired => DriftIsRepairedAsync,
        ConformanceProperties.RefreshTakesEffect => RefreshTakesEffectAsync,
        ConformanceProperties.RemovalPrunes => RemovalPrunesAsync,
        ConformanceProperties.DeletingTwiceIsFine => DeletingTwiceIsFineAsync,
        ConformanceProperties.RecoversFromKill => KillChecks.RecoversAsync,
        ConformanceProperties.KeepsSecrets => SecretChecks.KeepsSecretsAsync,
        _ => throw new ArgumentException($"unknown property '{property}'", nameof(property)),
    };

    private static async Task PlanChangesNothingAsync(Subject subject)
    {
        var before = await subject.SnapshotAsync();
        if ((await subject.PlanAsync(subject.Case.Spec)).Count == 0 && !subject.Case.IsTrigger)
        {
            throw new ConformanceException("nothing to do although the resource is absent");
        }

        await subject.MustEqualAsync(before, "by planning to create it");
        await subject.ConvergeAsync(subject.Case.Spec);
        before = await subject.SnapshotAsync();
        if (subject.Case.Provider.ComesDue)
        {
            await subject.MustEqualAsync(before, "by planning what is not due");
            return;
        }

        // A kind that can only be there or not has no second wish.
        if (!subject.Case.Spec.Equals(subject.Case.ChangedSpec) && (await subject.PlanAsync(subject.Case.ChangedSpec)).Count == 0)
        {
            throw new ConformanceException("nothing to do although another spec is wanted");
        }

        if (!subject.Case.IsTrigger)
        {
            await DescribeDeletionAsync(subject);
        }

        await subject.MustEqualAsync(before, "by planning to change and to delete it");
    }

    private static async Task<IReadOnlyList<Difference>> DescribeDeletionAsync(Subject subject) =>
        await subject.LookAsync() is { } state
            ? subject.Case.Provider.DescribeDeletion(subject.Case.ResourceName, state)
            : throw new ConformanceException("reads as absent after it was applied");

    private static async Task SecondRunIsEmptyAsync(Subject subject)
    {
        await subject.ConvergeAsync(subject.Case.Spec);
        Subject.Demand(await subject.PlanAsync(subject.Case.Spec), "the second run is not empty");
        Subject.Demand(await subject.PlanAsync(subject.Case.Spec), "the third run is not empty");
    }

    private static async Task ApplyingTwiceChangesNothingAsync(Subject subject)
    {
        var absent = await subject.LookAsync();
        await subject.ApplyAsync(subject.Case.Spec, absent);
        var before = await subject.SnapshotAsync();
        await subject.ApplyAsync(subject.Case.Spec, absent);
        await subject.MustEqualAsync(before, "by a second apply with the same arguments");
        await subject.ApplyAsync(subject.Case.Spec, await subject.LookAsync());
        await subject.MustEqualAsync(before, "by an apply where nothing differs");
    }

    private static async Task UpdateConvergesAsync(Subject subject)
    {
        await subject.MustConvergeAsync(subject.Case.Spec, "after the first apply");
        await subject.MustConvergeAsync(subject.Case.ChangedSpec, "after the update");
        await subject.MustConvergeAsync(subject.Case.Spec, "after the update back");
    }

    private static async Task DriftIsRepairedAsync(Subject subject)
    {
        await subject.MustConvergeAsync(subject.Case.Spec, "after the first apply");
        await subject.TamperAsync();
        if ((await subject.PlanAsync(subject.Case.Spec)).Count == 0)
        {
            throw new ConformanceException("the tampering is not seen");
        }

        await subject.MustConvergeAsync(subject.Case.Spec, "after the repair");
    }

    private static async Task RefreshTakesEffectAsync(Subject subject)
    {
        await subject.ConvergeAsync(subject.Case.Spec);
        await subject.ChangeWhatItListensToAsync();
        await subject.RefreshAsync();
        await subject.MustHaveTakenEffectAsync("after the refresh");
        await subject.RefreshAsync();
        await subject.MustHaveTakenEffectAsync("after a second refresh");
    }

    private static async Task RemovalPrunesAsync(Subject subject)
    {
        var before = await subject.SnapshotAsync();
        await subject.ConvergeAsync(subject.Case.Spec);
        await DescribeDeletionAsync(subject);
        if (before.Compare(await subject.SnapshotAsync()).Count == 0 && subject.Host is FakeHost)
        {
            throw new ConformanceException("applying changed nothing, so removing proves nothing");
        }

        await subject.DeleteAsync();
        await subject.MustBeAbsentAsync("after it was deleted");
    }

    private static async Task DeletingTwiceIsFineAsync(Subject subject)
    {
        await subject.DeleteAsync();
        await subject.ConvergeAsync(subject.Case.Spec);
        await subject.DeleteAsync();
        var before = await subject.SnapshotAsync();
        await subject.DeleteAsync();
        await subject.MustEqualAsync(before, "by a second delete");
    }
}
