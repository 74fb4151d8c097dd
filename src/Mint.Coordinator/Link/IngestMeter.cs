namespace Mint.Coordinator.Link;

/// <summary>Counts what agents send; read by the metrics.</summary>
internal sealed class IngestMeter
{
    private long messages;
    private long bytes;
    private long events;
    private long refused;

    /// <summary>Messages taken in.</summary>
    public long Messages => Volatile.Read(ref messages);

    /// <summary>Their bytes.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    /// <summary>Events stored, repeats not counted.</summary>
    public long Events => Volatile.Read(ref events);

    /// <summary>Streams that were refused or cut off for what they sent.</summary>
    public long Refused => Volatile.Read(ref refused);

    public void Message(int size)
    {
        Interlocked.Increment(ref messages);
        Interlocked.Add(ref bytes, size);
    }

    public void Stored(int count) => Interlocked.Add(ref events, count);

    public void Refuse() => Interlocked.Increment(ref refused);
}
