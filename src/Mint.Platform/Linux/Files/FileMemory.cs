using System.Collections.Concurrent;

namespace Mint.Platform.Linux.Files;

/// <summary>What was worked out from files, kept across passes until the file changes: hashes and parsed forms.</summary>
internal sealed class FileMemory(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Known<string>> hashes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, Type Type), Known<object>> parsed = new();

    /// <summary>SHA-256 of a file; null when absent. One <c>stat</c> where the file is known.</summary>
    public string? Hash(string path)
    {
        if (!FileReader.TryStat(path, follow: true, out var stat))
        {
            hashes.TryRemove(path, out _);
            return null;
        }

        if (hashes.TryGetValue(path, out var known) && known.Identity == FileIdentity.Of(stat))
        {
            return known.Value;
        }

        if (FileReader.Hash(path) is not { } fresh)
        {
            return null;
        }

        Keep(hashes, path, fresh.Hash, path, fresh.Identity);
        return fresh.Hash;
    }

    /// <summary>A file's parsed form. The parser gets null when the file is absent.</summary>
    public T Parse<T>(string path, int maxBytes, Func<byte[]?, T> parser) where T : class
    {
        var present = FileReader.TryStat(path, follow: true, out var stat);
        FileIdentity? identity = present ? FileIdentity.Of(stat) : null;
        if (parsed.TryGetValue((path, typeof(T)), out var known) && known.Identity == identity)
        {
            return (T)known.Value;
        }

        var fresh = FileReader.Read(path, maxBytes);
        var value = parser(fresh?.Content);
        Keep(parsed, (path, typeof(T)), value, path, fresh?.Identity);
        return value;
    }

    /// <summary>Keeps a value unless the file was, or was perhaps, changed while it was read.</summary>
    private void Keep<TKey, TValue>(
        ConcurrentDictionary<TKey, Known<TValue>> memory, TKey key, TValue value, string path, FileIdentity? identity)
        where TKey : notnull
    {
        var same = identity is { } id
            ? FileReader.TryStat(path, follow: true, out var now) && FileIdentity.Of(now) == id && id.IsSettled(time.GetUtcNow())
            : !FileReader.TryStat(path, follow: true, out _);
        if (same)
        {
            memory[key] = new Known<TValue>(identity, value);
        }
        else
        {
            memory.TryRemove(key, out _);
        }
    }

    private sealed record Known<T>(FileIdentity? Identity, T Value);
}
