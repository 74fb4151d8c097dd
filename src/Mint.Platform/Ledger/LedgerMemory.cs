namespace Mint.Platform.Ledger;

/// <summary>
/// One table as it was when it was last read: a turn of the loop asks for the same several times, and most turns write nothing. The
/// agent is the file's only writer, so what it read stands until it writes.
/// </summary>
/// <param name="gate">Held while reading and writing, so that nothing read before a write is kept after it.</param>
/// <param name="read">Reads the table.</param>
internal sealed class LedgerMemory<T>(Lock gate, Func<T> read)
{
    private Known? known;

    /// <summary>The table.</summary>
    public T Read()
    {
        lock (gate)
        {
            known ??= new Known(read());
            return known.Value;
        }
    }

    /// <summary>The table is read anew next time.</summary>
    public void Forget()
    {
        lock (gate)
        {
            known = null;
        }
    }

    private sealed record Known(T Value);
}
