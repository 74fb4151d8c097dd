using Mint.Coordinator.Access;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Says of the newest commits how they stand, whenever that changed. One at a time.</summary>
internal sealed partial class StatusReporter(
    ICommitStatusWriter writer, CommitProgressQuery commits, Database database, TimeProvider time, ILogger<StatusReporter> logger)
{
    // Older ones have had their last word, or will not get one.
    private const int Newest = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);
    private static readonly Caller Everything = new("", Role.Viewer, []);

    private readonly Dictionary<string, (CommitStatus Status, DateTimeOffset At)> written = [];
    private readonly Dictionary<string, DateTimeOffset> notBefore = [];

    /// <summary>Writes what is new.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task ReportAsync(CancellationToken ct)
    {
        RolloutState rollout;
        await using (var connection = await database.OpenAsync(ct))
        {
            rollout = await RolloutStore.LoadAsync(connection, null);
        }

        var list = (await commits.ListAsync(new ListCommitsRequest { PageSize = Newest }, Everything, ct)).Commits;
        foreach (var status in list.Reverse().Select(progress => StatusOf(progress, rollout)))
        {
            await ReportAsync(status, ct);
        }

        Forget([.. list.Select(progress => progress.Commit.Id)]);
    }

    /// <summary>How a commit stands, in a forge's words.</summary>
    public static CommitStatus StatusOf(CommitProgress progress, RolloutState rollout)
    {
        var id = progress.Commit.Id;
        if (progress.RefusedReason.Length > 0)
        {
            return new CommitStatus(id, CommitStatusState.Failure, Short($"refused: {progress.RefusedReason}"));
        }

        var all = progress.Hosts.Sum(state => (long)state.Hosts);
        var (applied, failed) = (Count(progress, "applied"), Count(progress, "failed"));
        var isCurrent = rollout.CommitId == id && rollout.HasRings;
        var words = all == 0 ? "touches no host" : $"{applied} of {all} hosts";
        words += failed > 0 ? $", {failed} failed" : "";
        words += isCurrent && all > 0 ? $", ring {rollout.Rings.Count(rollout.IsReleased)} of {rollout.Rings.Count}" : "";
        var halted = isCurrent && rollout.Halted.Length > 0;
        return new CommitStatus(
            id,
            failed > 0 || halted ? CommitStatusState.Failure : applied == all ? CommitStatusState.Success : CommitStatusState.Pending,
            Short(halted ? $"{words}, halted" : words));
    }

    private async Task ReportAsync(CommitStatus status, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = written.TryGetValue(status.Commit, out var last);
        if ((known && (last.Status == status || now - last.At < Pause)) || now < notBefore.GetValueOrDefault(status.Commit))
        {
            return;
        }

        if (await writer.WriteAsync(status, ct) is { } fault)
        {
            notBefore[status.Commit] = now + AfterFault;
            LogFault(status.Commit, fault);
            return;
        }

        written[status.Commit] = (status, now);
    }

    private void Forget(HashSet<string> current)
    {
        foreach (var old in written.Keys.Concat(notBefore.Keys).Where(id => !current.Contains(id)).ToList())
        {
            written.Remove(old);
            notBefore.Remove(old);
        }
    }

    private static long Count(CommitProgress progress, string state) => progress.Hosts.Where(count => count.State == state).Sum(count => (long)count.Hosts);

    // GitHub takes 140 characters, the others more.
    private static string Short(string text) => Core.Reporting.CommitMessage.Printable(text, 140);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of {Commit} could not be written: {Reason}")]
    private partial void LogFault(string commit, string reason);
}
