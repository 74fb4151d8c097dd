using System.Collections.Concurrent;

namespace Mint.Coordinator.Access;

/// <summary>Tokens that were good lately. Only a sign of whom not to count among strangers: whether one is good now, the store says.</summary>
internal sealed class KnownTokens
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, bool> hashes = new();

    /// <summary>Whether it was good lately.</summary>
    public bool Has(string hash) => hashes.ContainsKey(hash);

    /// <summary>It was good now.</summary>
    public void Note(string hash)
    {
        if (hashes.Count >= Most)
        {
            hashes.Clear();
        }

        hashes[hash] = true;
    }
}
