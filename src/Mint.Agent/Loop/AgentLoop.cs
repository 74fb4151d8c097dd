using Mint.Agent.Confirming;
using Mint.Agent.Link;
using Mint.Agent.Link.Peers;
using Mint.Agent.Metrics;
using Mint.Agent.Systemd;
using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Confirming;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>
/// The daemon's one loop: it waits for a reason and reconciles. Everything that touches the
/// host goes through its gate, so two runs never meet.
/// </summary>
internal sealed partial class AgentLoop(
    CommitIntake intake,
    Reconciler reconciler,
    ILedger ledger,
    HostBoard board,
    AgentState state,
    WakeQueue queue,
    Schedule schedule,
    Watchers watchers,
    AgentMetrics metrics,
    Heart heart,
    StatusReporter status,
    TurnKeeper turns,
    Confirmation confirmation,
    LedgerTargets targets,
    IHost host,
    PeerKeeper peers,
    TimeProvider time,
    ILogger<AgentLoop> logger) : BackgroundService
{
    private static readonly Func<ILogger, Trigger, string?, IDisposable?> RunScope = LoggerMessage.DefineScope<Trigger, string?>("{Trigger} {Commit}");

    /// <summary>The longest that one step of a run may take before the watchdog ends the agent: longer than apt's own limit.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(45);

    /// <summary>Held while the host is looked at or changed.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeBackUnconfirmedAsync(stoppingToken);
        if (intake.Recover())
        {
            await TurnAsync(new Wake { ObserveAll = true }, Trigger.Start, stoppingToken);
            MemoryThrift.GiveBack();
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            state.NextCheck = schedule.NextObserve;
            status.Tell();
            heart.Promise(schedule.UntilNext + TimeSpan.FromMinutes(1));
            var woken = await queue.TakeAsync(schedule.UntilNext, stoppingToken);
            var wake = Merge(woken, schedule.Due());
            if (wake is not null)
            {
                await TurnAsync(wake, Trigger.Timer, stoppingToken);
                if (wake.Moved || wake.Orders.Count > 0)
                {
                    MemoryThrift.GiveBack();
                }
            }
        }
    }

    /// <summary>Before anything else: a change of the way in that an earlier process of ours did not confirm goes.</summary>
    private async Task TakeBackUnconfirmedAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                heart.Promise(LongestStep);
                if (await confirmation.RecoverAsync(host) is { } taken)
                {
                    QuarantineNow(taken);
                }

                return;
            }
            catch (ResourceException failure)
            {
                LogNotTakenBack(failure.Message);
                state.Warn("take-back", failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(30), time, ct);
            }
        }
    }

    private void QuarantineNow(TakenBack taken)
    {
        intake.TakeBack(taken);
        confirmation.Noted(host);
        queue.Add(new Wake { Moved = true });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Gate.Dispose();
        base.Dispose();
    }

    private static Wake? Merge(Wake? one, Wake? other) => one is null ? other : other is null ? one : one.Merge(other);

    private async Task TurnAsync(Wake wake, Trigger trigger, CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            if (state.Definition is not { } definition)
            {
                Refuse(wake.Orders, new InvalidOperationException(state.Refusal?.Reason ?? "there is no configuration for this host yet"));
                return;
            }

            if (RequestFor(wake, trigger, definition) is { } request)
            {
                await RunAsync(request, wake.Orders, ct);
            }
        }
        finally
        {
            Gate.Release();
        }
    }

    private static RunRequest? RequestFor(Wake wake, Trigger trigger, HostDefinition definition) => wake switch
    {
        { Orders.Count: > 0 } => new RunRequest(definition.Desired, definition.Policy, Trigger.Person),
        { Moved: true } => new RunRequest(definition.Desired, definition.Policy, Trigger.Commit),
        { ObserveAll: true } => new RunRequest(definition.Desired, definition.Policy, trigger),
        { Touched.Count: > 0 } => new RunRequest(definition.Desired, definition.Policy, Trigger.Watcher, wake.Touched),
        _ => null,
    };

    private async Task RunAsync(RunRequest request, IReadOnlyList<ApplyOrder> orders, CancellationToken ct)
    {
        using var scope = RunScope(logger, request.Trigger, request.Desired.Commit?.ShortId);
        foreach (var order in orders)
        {
            order.Started(request.Desired.Commit);
        }

        try
        {
            heart.Promise(LongestStep);
            var report = await reconciler.RunAsync(request, new Progress(orders, heart, this), ct);
            TakeIn(report);
            foreach (var order in orders)
            {
                order.Finish(report);
            }
        }
        catch (ResourceException failure)
        {
            // The ledger could not be written. Nothing was changed without being journalled; the next turn tries again.
            LogLedgerFailure(failure.Message);
            state.Warn("ledger-write", $"The ledger can't be written, so nothing is changed: {failure.Message}");
            schedule.Observed(time.GetUtcNow().AddSeconds(30));
            Refuse(orders, failure);
        }
    }

    private void TakeIn(RunReport report)
    {
        state.Warn("ledger-write", null);
        if (report.Changed > 0)
        {
            TimeZoneInfo.ClearCachedData(); // the change may have been the time zone, which windows and printed times go by
        }

        board.Take(report);
        if (report.TakenBack is { } taken)
        {
            QuarantineNow(taken);
        }
        else if (report is { Request.Only: null, WayInStands: true })
        {
            intake.Prove(report.Request.Desired.Commit);
            targets.Note(report.Request.Desired.Graph);
        }

        turns.Review(report);
        peers.Review(report.Request.Desired.Graph);
        metrics.Take(report, board, ledger);
        if (report.Request.Only is null)
        {
            var waiting = report.Results.FirstOrDefault(r => r is { Outcome: Outcome.Skipped, Change.TouchesWayIn: true });
            state.Warn("way-in", waiting is null ? null : $"{waiting.Id} is not changed: {waiting.Message}");
            schedule.Observed(NextRelease());
            watchers.Watch(report.Request.Desired);
            TakeInCommit(report);
        }
        else
        {
            schedule.Await(NextRelease());
        }

        LogRun(report.Examined, report.Changed, report.Failed, report.Holds.Count, report.Took.TotalMilliseconds);
    }

    /// <summary>When the first of what waits may go on: a window that opens, or the next try of what failed.</summary>
    private DateTimeOffset? NextRelease() =>
        ledger.ReadTroubles().Values.Select(t => t.NextTry).Append(board.NextRelease).Min();

    private void TakeInCommit(RunReport report)
    {
        var id = report.Request.Desired.Commit?.Id;
        if (id != state.Commit?.Id)
        {
            return; // a newer one came meanwhile; its own run tells when it was applied
        }

        if (id is null || !report.Converged || ledger.ReadFact(LedgerFacts.ConvergedCommit) == id)
        {
            if (state.AppliedAt is null && report.Converged)
            {
                state.Apply(report.StartedAt, state.AppliedIn);
            }

            return;
        }

        state.Apply(report.StartedAt + report.Took, report.Took);
        ledger.WriteFact(LedgerFacts.ConvergedCommit, id);
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Commit, $"{report.Request.Desired.Commit?.Subject}: {report.Changed} {(report.Changed == 1 ? "change" : "changes")}")
        {
            Commit = id,
            Action = "converged",
            Took = report.Took,
        }]);
    }

    private static void Refuse(IReadOnlyList<ApplyOrder> orders, Exception reason)
    {
        foreach (var order in orders)
        {
            order.Fail(reason);
        }
    }

    /// <summary>Passes each step on to the people who wait, and proves that the loop is alive.</summary>
    private sealed class Progress(IReadOnlyList<ApplyOrder> orders, Heart heart, AgentLoop loop) : IProgress<ResourceResult>
    {
        public void Report(ResourceResult value)
        {
            heart.Promise(LongestStep);
            loop.LogStep(value);
            foreach (var order in orders)
            {
                order.Step(value);
            }
        }
    }

    private void LogStep(ResourceResult result)
    {
        if (result.Outcome == Outcome.Failed)
        {
            LogFailed(result.Id, result.Message, result.Origin);
        }
        else if (result.Change.Reason == Core.Planning.ChangeReason.Drift)
        {
            LogRepaired(result.Id, result.Origin);
        }
        else
        {
            LogDone(result.Id, result.Outcome, result.Origin);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} {Outcome} ({Origin})")]
    private partial void LogDone(ResourceId resource, Outcome outcome, Core.Config.Origin origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} drifted and was repaired ({Origin})")]
    private partial void LogRepaired(ResourceId resource, Core.Config.Origin origin);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} failed: {Reason} ({Origin})")]
    private partial void LogFailed(ResourceId resource, string? reason, Core.Config.Origin origin);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A change of the way in that was not confirmed is still there: {Reason}")]
    private partial void LogNotTakenBack(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger can't be written, so nothing is changed: {Reason}")]
    private partial void LogLedgerFailure(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Looked at {Examined} resources: {Changed} changed, {Failed} failed, {Held} held, {Milliseconds:0.0} ms")]
    private partial void LogRun(int examined, int changed, int failed, int held, double milliseconds);
}
