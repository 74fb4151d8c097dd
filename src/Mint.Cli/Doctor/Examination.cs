using Mint.Cli.Reports;

namespace Mint.Cli.Doctor;

/// <summary>Runs all checks at once, each for a bounded time.</summary>
/// <param name="checks">The checks, in the order to report.</param>
/// <param name="clock">Measures the time limit.</param>
internal sealed class Examination(IReadOnlyList<IHealthCheck> checks, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>Runs them.</summary>
    public async Task<DoctorReport> RunAsync(CancellationToken ct) => new([.. await Task.WhenAll(checks.Select(c => LookAsync(c, ct)))]);

    private async Task<CheckReport> LookAsync(IHealthCheck check, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var finding = await Bounded(check, both.Token, ct);
        return new CheckReport(check.Name, Word(finding.Verdict), finding.Message, finding.Mend);
    }

    private static async Task<Finding> Bounded(IHealthCheck check, CancellationToken limited, CancellationToken ct)
    {
        try
        {
            return await check.LookAsync(limited).WaitAsync(limited);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Finding.Fail($"no answer within {Limit.TotalSeconds:0} s", "Something hangs; try the same by hand.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Unknown(e.Message, "Run it with sudo.");
        }
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        Verdict.Failure => "failure",
        _ => "unknown",
    };
}
