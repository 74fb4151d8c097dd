using Mint.Core.Config;
using Mint.Core.Providers;

namespace Mint.Core.Confirming;

/// <summary>Looks whether the host can be reached: before a change, and after it again and again.</summary>
/// <param name="checks">All checks that there are.</param>
/// <param name="time">The clock.</param>
internal sealed class WayInProof(IReadOnlyList<IWayInCheck> checks, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    /// <summary>What checks find now, by name.</summary>
    public async Task<IReadOnlyDictionary<string, WayInVerdict>> LookAsync(IEnumerable<string> names, WayInTargets targets, CancellationToken ct)
    {
        var asked = checks.Where(c => names.Contains(c.Name)).ToList();
        var verdicts = await Task.WhenAll(asked.Select(c => LookAsync(c, targets, ct)));
        return asked.Zip(verdicts).ToDictionary(p => p.First.Name, p => p.Second);
    }

    /// <summary>Why a change must not be begun, given what was found before it; null when it may.</summary>
    public static string? WhyNotBegin(IReadOnlyDictionary<string, WayInVerdict> before, ConfirmSettings settings)
    {
        var missing = settings.Require.Where(name => before.GetValueOrDefault(name)?.Outcome != WayInOutcome.Passed).ToList();
        if (missing.Count > 0)
        {
            var reasons = missing.Select(name => $"{name}: {before.GetValueOrDefault(name)?.Reason ?? "this agent has no such check"}");
            return $"it touches the way in, and mint.yaml (confirm.require) demands a check that does not pass: {string.Join("; ", reasons)}";
        }

        if (before.Values.Any(v => v.Outcome == WayInOutcome.Passed) || settings.Unproven == UnprovenPolicy.Proceed)
        {
            return null;
        }

        var tried = before.Count == 0 ? "" : $" ({string.Join("; ", before.Select(v => $"{v.Key}: {v.Value.Reason}"))})";
        return $"it touches the way in, and nothing could prove it: no check passes now{tried}; 'confirm.unproven: proceed' in mint.yaml makes it all the same";
    }

    /// <summary>Looks every second until all pass; null then.</summary>
    /// <param name="names">The checks that must pass.</param>
    /// <param name="targets">Where the host must be reachable.</param>
    /// <param name="deadline">Ends the waiting.</param>
    /// <param name="ct">A graceful stop.</param>
    /// <returns>What did not pass in the end, as one sentence.</returns>
    public async Task<string?> AwaitAsync(IReadOnlyList<string> names, WayInTargets targets, CancellationToken deadline, CancellationToken ct)
    {
        var open = names.Select(n => $"{n} was not reached").ToList();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline, ct);
        try
        {
            while (true)
            {
                var found = await LookAsync(names, targets, both.Token);
                open = [.. found.Where(v => v.Value.Outcome != WayInOutcome.Passed).Select(v => $"{v.Key}: {v.Value.Reason}")];
                if (open.Count == 0)
                {
                    return null;
                }

                await Task.Delay(Pause, time, both.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            return string.Join("; ", open);
        }
    }

    private async Task<WayInVerdict> LookAsync(IWayInCheck check, WayInTargets targets, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(LongestLook, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        WayInVerdict? verdict = null;
        var failure = await Attempt.RunAsync(async () => verdict = await check.CheckAsync(targets, both.Token).AsTask().WaitAsync(both.Token), ct);
        return verdict ?? new WayInVerdict(
            WayInOutcome.Failed, limit.IsCancellationRequested ? $"no answer within {LongestLook.TotalSeconds:0} s" : failure?.Message ?? "no answer");
    }
}
