using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Link;

/// <summary>
/// Within what time agents come back when their stream has ended. A handshake and a hello cost milliseconds of processor time on both sides;
/// a whole fleet at once would fill a small server for a minute, and whoever asks something meanwhile would wait.
/// </summary>
internal sealed class ReconnectSpread(Database database, TimeProvider time)
{
    private const double ComfortablePerSecond = 150;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private Known? known;

    /// <summary>The time for a fleet of today's size.</summary>
    public async Task<TimeSpan> GetAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref known) is not { } current || time.GetElapsedTime(current.At) > Fresh)
        {
            await using var connection = await database.OpenAsync(ct);
            var hosts = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM hosts WHERE enrolled_at IS NOT NULL AND revoked_at IS NULL", cancellationToken: ct));
            current = new Known(Of(hosts), time.GetTimestamp());
            Volatile.Write(ref known, current);
        }

        return current.Within;
    }

    /// <summary>The time for so many hosts.</summary>
    internal static TimeSpan Of(long hosts) => TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(hosts / ComfortablePerSecond), Shortest.TotalSeconds, Longest.TotalSeconds));

    private sealed record Known(TimeSpan Within, long At);
}
