using Grpc.Core;
using Mint.Agent.Loop;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Agent.Control;

/// <summary>What a person at the host may do besides applying: pause, resume, undo. Each is told in the history.</summary>
internal sealed class PersonActions(
    AgentLoop loop,
    Reconciler reconciler,
    IReadOnlyDictionary<string, IResourceProvider> providers,
    IHost host,
    ILedger ledger,
    AgentState state,
    WakeQueue queue,
    TimeProvider time)
{
    /// <summary>Stops changing the host. Observing goes on.</summary>
    public Pause Pause(string who, string reason, DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        if (until <= now)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "a pause ends in the future"));
        }

        var pause = new Pause(who, reason, now, until);
        ledger.WritePause(pause);
        Tell($"paused by {who} until {until.ToLocalTime():yyyy-MM-dd HH:mm}: {reason}", "paused");
        queue.Add(new Wake { ObserveAll = true });
        return pause;
    }

    /// <summary>What would be done if the host were not paused; changes nothing.</summary>
    public async Task<GuardedPlan> PreviewAsync(CancellationToken ct)
    {
        var definition = state.Definition ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, "there is no configuration for this host yet"));
        await loop.Gate.WaitAsync(ct);
        try
        {
            return await reconciler.PlanAsync(new RunRequest(definition.Desired, definition.Policy, Trigger.Timer), ct, ignorePause: true);
        }
        finally
        {
            loop.Gate.Release();
        }
    }

    /// <summary>Ends a pause; the caller has seen the plan.</summary>
    public void Resume(string who)
    {
        if (ledger.ReadPause() is null)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "this host is not paused"));
        }

        ledger.WritePause(null);
        Tell($"resumed by {(who.Length == 0 ? "somebody" : who)}", "resumed");
        queue.Add(new Wake { ObserveAll = true });
    }

    /// <summary>Puts back what a resource was before it was adopted.</summary>
    public async Task<string> UndoAsync(ResourceId id, CancellationToken ct)
    {
        if (state.Definition?.Desired.Graph.Find(id) is { Mode: Mode.Enforce } wanted)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition,
                $"{id} is still wanted by {wanted.Origin}; undoing it would be repaired at once. Remove it there, or set its mode to observe, first"));
        }

        if (ledger.ReadPreserved(id) is not { } preserved || !providers.TryGetValue(id.Kind, out var provider))
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"nothing was kept of {id}: only what was there before it was managed can be put back"));
        }

        await loop.Gate.WaitAsync(ct);
        try
        {
            await provider.RestoreAsync(id.Name, preserved, host, ct);
            ledger.DropPreserved(id);
        }
        catch (ResourceException failure)
        {
            throw new RpcException(new Status(StatusCode.Aborted, failure.Message));
        }
        finally
        {
            loop.Gate.Release();
        }

        var summary = $"{id} is again as it was before it was managed";
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Person, summary) { Resource = id, Action = "undone" }]);
        return summary;
    }

    private void Tell(string summary, string action) =>
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Person, summary) { Action = action }]);
}
