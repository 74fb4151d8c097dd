namespace Mint.LabTests.Observability;

/// <summary>The alert rules, by Prometheus's own tool.</summary>
internal sealed class AlertRulesTests
{
    private static readonly string Directory = Repository.At("deploy", "prometheus");

    [Test, CancelAfter(60_000)]
    public Task Rules_ByPromtool_AreGood(CancellationToken ct) => LocalCommand.RunAsync("promtool", ["check", "rules", "mint.rules.yaml"], Directory, ct);

    [Test, CancelAfter(60_000)]
    public Task Rules_ByTheirTests_RaiseWhatTheyShould(CancellationToken ct) => LocalCommand.RunAsync("promtool", ["test", "rules", "mint.rules.test.yaml"], Directory, ct);
}
