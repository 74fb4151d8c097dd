using System.Net;
using System.Text;

namespace Mint.Cli.PackageIndexes;

/// <summary>Package indexes from the network, kept for a day in a directory of the user's.</summary>
internal sealed class IndexCache(HttpMessageHandler network, string directory, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes of a packed index; Debian's own has 13 million.</summary>
    private const int LargestDownload = 128 << 20;

    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    private readonly HttpClient client = new(network) { MaxResponseContentBufferSize = LargestDownload, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>The names of an index, and how old the knowledge is. An old copy is better than none.</summary>
    /// <exception cref="HttpRequestException">There is no copy, and it can't be fetched.</exception>
    public async Task<PackageIndex> ReadAsync(PackageSource source, CancellationToken ct)
    {
        var kept = Kept(source);
        if (kept is not null && clock.GetUtcNow() - kept.At < Fresh)
        {
            return kept;
        }

        try
        {
            return await FetchAsync(source, ct);
        }
        catch (HttpRequestException) when (kept is not null)
        {
            return kept;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<PackageIndex> FetchAsync(PackageSource source, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetAsync(source.Address, ct);
            if (response.StatusCode == HttpStatusCode.NotFound && source.Optional)
            {
                return Keep(source, []);
            }

            response.EnsureSuccessStatusCode();
            await using var content = await response.Content.ReadAsStreamAsync(ct);
            return Keep(source, PackageNames.Read(content));
        }
        catch (InvalidDataException e)
        {
            throw new HttpRequestException($"{source.Address}: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException($"{source.Address}: no answer in time", e);
        }
    }

    private PackageIndex? Kept(PackageSource source)
    {
        try
        {
            var file = Path.Combine(directory, source.Key);
            return File.Exists(file)
                ? new PackageIndex(File.ReadLines(file).ToHashSet(StringComparer.Ordinal), new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that can't be read is a cache miss.
            return null;
        }
    }

    private PackageIndex Keep(PackageSource source, HashSet<string> names)
    {
        var now = clock.GetUtcNow();
        try
        {
            Directory.CreateDirectory(directory);
            var (file, beside) = (Path.Combine(directory, source.Key), Path.Combine(directory, $".{source.Key}.{Environment.ProcessId}"));
            File.WriteAllLines(beside, names, new UTF8Encoding(false));
            File.SetLastWriteTimeUtc(beside, now.UtcDateTime);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nowhere to keep it (a pipeline without a home): it is fetched again next time.
        }

        return new PackageIndex(names, now);
    }
}

/// <summary>The names of one index.</summary>
/// <param name="Names">Packages, and what they provide.</param>
/// <param name="At">When it was fetched.</param>
internal sealed record PackageIndex(IReadOnlySet<string> Names, DateTimeOffset At);
