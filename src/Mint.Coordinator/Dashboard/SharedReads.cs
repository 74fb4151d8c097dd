using Mint.Coordinator.Access;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// Lets pages that want the same from the store at the same time share one read. Whoever asks gets a read that began after it asked, so
/// nobody is shown what was true before its news came: those who ask while one runs share the next.
/// </summary>
internal sealed class SharedReads
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Type, string, string), Task> running = [];
    private readonly Dictionary<(Type, string, string), Task> waiting = [];

    /// <summary>Reads, or joins who is about to.</summary>
    /// <param name="caller">Who asks. Only those who may see the hosts of the same customers share an answer.</param>
    /// <param name="what">The question, with all else that its answer depends on.</param>
    /// <param name="read">Asks the store. It goes on when one of those who wait for it leaves. Nobody may change what it gives.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<T> GetAsync<T>(Caller caller, string what, Func<CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var key = (typeof(T), string.Join('\n', caller.Customers), what);
        lock (gate)
        {
            if (waiting.TryGetValue(key, out var shared))
            {
                return ((Task<T>)shared).WaitAsync(ct);
            }

            var before = running.GetValueOrDefault(key);
            var mine = RunAsync(key, before, read);
            (before is null ? running : waiting)[key] = mine;
            return mine.WaitAsync(ct);
        }
    }

    private async Task<T> RunAsync<T>((Type, string, string) key, Task? before, Func<CancellationToken, Task<T>> read)
    {
        // On a thread of the pool: the page's own thread draws, and the lock is held until here.
        await (before ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        if (before is not null)
        {
            lock (gate)
            {
                waiting.Remove(key, out var mine);
                running[key] = mine!;
            }
        }

        try
        {
            return await read(CancellationToken.None);
        }
        finally
        {
            lock (gate)
            {
                if (!waiting.ContainsKey(key))
                {
                    running.Remove(key);
                }
            }
        }
    }
}
