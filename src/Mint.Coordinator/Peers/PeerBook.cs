using System.Collections.Immutable;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>What all hosts say of themselves, in memory: every stream is compared with it, and the store is asked for what is new only.</summary>
internal sealed class PeerBook(Database database) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private Edition edition = Edition.Empty;

    /// <summary>What it holds now.</summary>
    public Edition Now => Volatile.Read(ref edition);

    /// <summary>Reads what is new; true when anything was.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task<bool> RefreshAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            await using var connection = await database.OpenAsync(ct);
            var rows = await PeerStore.LoadAsync(connection, ct);
            var before = Now;
            var moved = rows.Where(r => before.Entries.GetValueOrDefault(r.Host)?.Row != r).ToList();
            if (moved.Count == 0 && rows.Count == before.Entries.Count)
            {
                return false;
            }

            var signed = new Dictionary<string, SignedPeerFacts>(StringComparer.Ordinal);
            foreach (var some in moved.Where(r => r.IsIn).Select(r => r.Host).Chunk(500))
            {
                foreach (var (host, bytes) in await PeerStore.LoadSignedAsync(connection, some, ct))
                {
                    signed[host] = SignedPeerFacts.Parser.ParseFrom(bytes);
                }
            }

            var entries = rows.ToImmutableDictionary(
                r => r.Host,
                r => before.Entries.GetValueOrDefault(r.Host) is { } known && known.Row == r ? known : new Entry(r, signed.GetValueOrDefault(r.Host)),
                StringComparer.Ordinal);
            Volatile.Write(ref edition, new Edition(before.Number + 1, entries));
            return true;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>What one host says.</summary>
    /// <param name="Row">That it says something.</param>
    /// <param name="Signed">What; null when it counts no more.</param>
    internal sealed record Entry(PeerRow Row, SignedPeerFacts? Signed);

    /// <summary>All of it at one moment.</summary>
    internal sealed class Edition
    {
        private readonly ILookup<string, Entry> byNetwork;

        /// <summary>Makes one.</summary>
        public Edition(long number, ImmutableDictionary<string, Entry> entries)
        {
            (Number, Entries) = (number, entries);
            byNetwork = entries.Values.SelectMany(e => e.Row.Names.Select(n => (Network: n, Entry: e))).ToLookup(p => p.Network, p => p.Entry, StringComparer.Ordinal);
        }

        /// <summary>Nothing.</summary>
        public static Edition Empty { get; } = new(0, ImmutableDictionary<string, Entry>.Empty);

        /// <summary>Higher in each.</summary>
        public long Number { get; }

        /// <summary>By host.</summary>
        public ImmutableDictionary<string, Entry> Entries { get; }

        /// <summary>What the hosts say that share a network with one, by host.</summary>
        public IReadOnlyList<Entry> Around(string host) => Entries.TryGetValue(host, out var own)
            ? [.. own.Row.Names.SelectMany(n => byNetwork[n]).Where(e => e.Row.Host != host).DistinctBy(e => e.Row.Host).OrderBy(e => e.Row.Host, StringComparer.Ordinal)]
            : [];

        /// <summary>Whether two hosts share a network.</summary>
        public bool Share(string one, string other) =>
            Entries.TryGetValue(one, out var first) && Entries.TryGetValue(other, out var second) && second.Row.IsIn && first.Row.Names.Intersect(second.Row.Names).Any();
    }
}
