using System.Collections.Immutable;
using System.Text;

namespace Mint.Coordinator.Store;

/// <summary>Carries signals to every coordinator of the fleet, the sender included. A hint: what is missed is found by the next look at the store.</summary>
internal abstract partial class Signals(ILogger<Signals> logger)
{
    private const int MostBytes = 7_000;

    private ImmutableArray<Func<Signal, Task>> listeners = [];

    /// <summary>Hears of every signal until the returned object is disposed. A listener returns soon; what takes long it hands on.</summary>
    public IDisposable Listen(Func<Signal, Task> listener)
    {
        ImmutableInterlocked.Update(ref listeners, (all, one) => all.Add(one), listener);
        return new Ending(() => ImmutableInterlocked.Update(ref listeners, (all, one) => all.Remove(one), listener));
    }

    /// <summary>Sends a list, in as many signals as it takes.</summary>
    public async Task SendAsync(string topic, IEnumerable<string> lines, CancellationToken ct)
    {
        var body = new StringBuilder();
        foreach (var line in lines)
        {
            if (body.Length > 0 && body.Length + line.Length + 1 > MostBytes)
            {
                await SendAsync(new Signal(topic, body.ToString()), ct);
                body.Clear();
            }

            body.Append(body.Length > 0 ? "\n" : "").Append(line);
        }

        if (body.Length > 0)
        {
            await SendAsync(new Signal(topic, body.ToString()), ct);
        }
    }

    /// <summary>Sends one.</summary>
    public abstract Task SendAsync(Signal signal, CancellationToken ct);

    /// <summary>Gives a signal to everybody who listens here.</summary>
    protected async Task DeliverAsync(Signal signal)
    {
        foreach (var listener in listeners)
        {
            try
            {
                await listener(signal);
            }
#pragma warning disable CA1031 // one listener's trouble must not keep the signal from the others
            catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
            {
                LogListener(signal.Topic, failure.Message);
            }
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener failed on '{Topic}': {Reason}")]
    private partial void LogListener(string topic, string reason);
}
