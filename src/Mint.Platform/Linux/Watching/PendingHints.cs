using System.Threading.Channels;

namespace Mint.Platform.Linux.Watching;

/// <summary>Names that changed since the last reading.</summary>
/// <param name="Names">Each once.</param>
/// <param name="Everything">Too much happened to tell, or some of it was missed: anything may have changed.</param>
public sealed record Hints(IReadOnlySet<string> Names, bool Everything);

/// <summary>Gathers hints until they are read: a name that changes a thousand times is told once, and memory is bounded.</summary>
/// <param name="capacity">Beyond this many names it only tells that everything may have changed.</param>
public sealed class PendingHints(int capacity = 4096)
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock gate = new();
    private HashSet<string> names = new(StringComparer.Ordinal);
    private bool everything;

    /// <summary>Tells one name.</summary>
    public void Tell(string name)
    {
        lock (gate)
        {
            everything |= names.Count >= capacity && !names.Contains(name);
            if (!everything)
            {
                names.Add(name);
            }
        }

        signal.Writer.TryWrite(true);
    }

    /// <summary>Tells that anything may have changed.</summary>
    public void TellEverything()
    {
        lock (gate)
        {
            everything = true;
        }

        signal.Writer.TryWrite(true);
    }

    /// <summary>Waits for hints and takes them all.</summary>
    public async ValueTask<Hints> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            await signal.Reader.ReadAsync(ct);
            if (Take() is { } hints)
            {
                return hints;
            }
        }
    }

    /// <summary>Takes what is there without waiting; null when there is nothing.</summary>
    public Hints? Take()
    {
        lock (gate)
        {
            if (names.Count == 0 && !everything)
            {
                return null;
            }

            var hints = new Hints(names, everything);
            (names, everything) = (new HashSet<string>(StringComparer.Ordinal), false);
            return hints;
        }
    }
}
