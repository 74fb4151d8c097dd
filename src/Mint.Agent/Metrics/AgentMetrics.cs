using Mint.Agent.Loop;
using Mint.Core.Applying;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Mint.Modules;
using Prometheus;

namespace Mint.Agent.Metrics;

/// <summary>What Prometheus scrapes on loopback. Names follow its conventions: base units, <c>_total</c> for counters.</summary>
internal sealed class AgentMetrics
{
    private readonly Gauge revision;
    private readonly Gauge resources;
    private readonly Gauge holds;
    private readonly Gauge due;
    private readonly Gauge lastSuccess;
    private readonly Gauge lastSync;
    private readonly Gauge paused;
    private readonly Gauge watches;
    private readonly Gauge quarantined;
    private readonly Gauge owned;
    private readonly Counter drift;
    private readonly Counter changes;
    private readonly Counter failures;
    private readonly Counter syncs;
    private readonly Histogram loop;

    /// <summary>Registers the metrics.</summary>
    public AgentMetrics(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        revision = factory.CreateGauge("mint_revision_info", "The commit in force; always 1.", "commit", "branch");
        resources = factory.CreateGauge("mint_resources", "Resources by state.", "state");
        holds = factory.CreateGauge("mint_holds", "Changes that are held back, by reason.", "reason");
        due = factory.CreateGauge(
            "mint_due", "Work that came due and is not done (pending upgrades, a needed reboot): how many things, by resource.", "kind", "name");
        lastSuccess = factory.CreateGauge("mint_last_success_timestamp_seconds", "When the host was last seen as desired, everything looked at.");
        lastSync = factory.CreateGauge("mint_last_sync_timestamp_seconds", "When the Git remote last answered.");
        paused = factory.CreateGauge("mint_paused", "1 while a person has paused the host.");
        quarantined = factory.CreateGauge("mint_quarantined", "1 while the newest commit is in quarantine: it was taken back, since the host could not be reached with it.");
        watches = factory.CreateGauge("mint_watches", "Directories watched for drift.");
        owned = factory.CreateGauge("mint_owned_resources", "Resources that the ledger owns.");
        drift = factory.CreateCounter("mint_drift_events_total", "Drifts seen, by what was done.", "kind", "action");
        changes = factory.CreateCounter("mint_changes_total", "Changes done, by outcome.", "outcome");
        failures = factory.CreateCounter("mint_failures_total", "Changes that failed, by what follows.", "kind");
        syncs = factory.CreateCounter("mint_syncs_total", "Times the Git remote was asked, by result.", "result");
        loop = factory.CreateHistogram(
            "mint_loop_duration_seconds",
            "How long a turn of the loop took.",
            new HistogramConfiguration { LabelNames = ["trigger"], Buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600] });
    }

    /// <summary>Takes in a run.</summary>
    public void Take(RunReport report, HostBoard board, ILedgerReader ledger)
    {
        loop.WithLabels(report.Request.Trigger.ToString().ToLowerInvariant()).Observe(report.Took.TotalSeconds);
        foreach (var condition in Enum.GetValues<Condition>())
        {
            resources.WithLabels(condition.ToString().ToLowerInvariant()).Set(board.Count(condition));
        }

        TakeHolds(report);
        TakeDue(report);
        TakeResults(report);
        owned.Set(ledger.ReadOwned().Count);
        paused.Set(ledger.ReadPause() is null ? 0 : 1);
        if (report is { Converged: true, Request.Only: null })
        {
            lastSuccess.Set((report.StartedAt + report.Took).ToUnixTimeMilliseconds() / 1000.0);
        }

        if (report.Request.Desired.Commit is { } commit)
        {
            revision.GetAllLabelValues().ToList().ForEach(labels => revision.RemoveLabelled(labels));
            revision.WithLabels(commit.Id, commit.Branch ?? "").Set(1);
        }
    }

    /// <summary>Takes in an answer, or none, of the Git remote.</summary>
    /// <param name="result"><c>unchanged</c>, <c>accepted</c>, <c>refused</c> or <c>failed</c>.</param>
    /// <param name="at">When.</param>
    public void TakeSync(string result, DateTimeOffset at)
    {
        syncs.WithLabels(result).Inc();
        if (result != "failed")
        {
            lastSync.Set(at.ToUnixTimeMilliseconds() / 1000.0);
        }
    }

    /// <summary>Takes in whether the newest commit is in quarantine.</summary>
    public void TakeQuarantine(bool holds) => quarantined.Set(holds ? 1 : 0);

    /// <summary>Takes in how many directories are watched.</summary>
    public void TakeWatches(int count) => watches.Set(count);

    private void TakeHolds(RunReport report)
    {
        if (report.Request.Only is null)
        {
            holds.GetAllLabelValues().ToList().ForEach(labels => holds.RemoveLabelled(labels));
            foreach (var group in report.Holds.GroupBy(h => h.Kind))
            {
                holds.WithLabels(group.Key.ToString().ToLowerInvariant()).Set(group.Count());
            }
        }
    }

    /// <summary>Zero is told too, so that an alert need not guess what silence means.</summary>
    private void TakeDue(RunReport report)
    {
        if (report.Request.Only is not null)
        {
            return;
        }

        due.GetAllLabelValues().ToList().ForEach(labels => due.RemoveLabelled(labels));
        foreach (var id in report.Request.Desired.Graph.InOrder.Select(r => r.Id).Where(id => ModuleCatalog.Providers[id.Kind].ComesDue))
        {
            var last = report.Results.LastOrDefault(r => r.Id == id);
            var open = last is { Outcome: Outcome.Failed or Outcome.Skipped } ? last.Change : report.Holds.FirstOrDefault(h => h.Change.Id == id)?.Change;
            due.WithLabels(id.Kind, id.Name).Set(open?.Differences.Count ?? 0);
        }
    }

    private void TakeResults(RunReport report)
    {
        foreach (var result in report.Results)
        {
            if (result.Failure is { } failure)
            {
                failures.WithLabels(failure.ToString().ToLowerInvariant()).Inc();
                continue;
            }

            changes.WithLabels(result.Outcome.ToString().ToLowerInvariant()).Inc();
            if (result.Change.Reason == Core.Planning.ChangeReason.Drift)
            {
                drift.WithLabels(result.Id.Kind, "repaired").Inc();
            }
        }
    }
}
