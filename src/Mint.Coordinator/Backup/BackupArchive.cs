using System.IO.Compression;
using System.Text.Json;

namespace Mint.Coordinator.Backup;

/// <summary>A backup that is read. Opening it verifies it whole: nothing is restored from a file that is not what was written.</summary>
internal sealed class BackupArchive : IDisposable
{
    private readonly ZipArchive zip;

    private BackupArchive(ZipArchive zip, Manifest manifest) => (this.zip, Manifest) = (zip, manifest);

    /// <summary>What it says of itself.</summary>
    public Manifest Manifest { get; }

    /// <summary>Its files.</summary>
    public ZipArchive Zip => zip;

    /// <summary>Opens and verifies a file.</summary>
    /// <exception cref="BackupException">It is no backup, damaged, or of a format this program does not know.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static async Task<BackupArchive> OpenAsync(string path, CancellationToken ct)
    {
        ZipArchive? zip = null;
        try
        {
            zip = await ZipFile.OpenReadAsync(path, ct);
            var manifest = await ReadManifestAsync(zip, ct);
            await VerifyAsync(zip, manifest, ct);
            var opened = new BackupArchive(zip, manifest);
            zip = null;
            return opened;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or JsonException or BackupException)
        {
            throw new BackupException($"{path} is no good backup: {damaged.Message}");
        }
        finally
        {
            zip?.Dispose();
        }
    }

    /// <summary>The lines of a table.</summary>
    public async IAsyncEnumerable<JsonElement> RowsAsync(ManifestEntry entry, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = await Find(zip, entry).OpenAsync(ct);
        await foreach (var row in LinesAsync(stream, ct))
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private static async Task<Manifest> ReadManifestAsync(ZipArchive zip, CancellationToken ct)
    {
        var entry = zip.GetEntry(Manifest.Entry) ?? throw new BackupException($"it has no {Manifest.Entry}");
        await using var stream = await entry.OpenAsync(ct);
        using var json = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
        var format = json.RootElement.TryGetProperty("format", out var number) && number.TryGetInt32(out var value) ? value : 0;
        return format == Manifest.CurrentFormat
            ? json.RootElement.Deserialize(ManifestJson.Default.Manifest) ?? throw new BackupException("its manifest is empty")
            : throw new BackupException($"it has format {format}, this coordinator knows {Manifest.CurrentFormat}");
    }

    private static async Task VerifyAsync(ZipArchive zip, Manifest manifest, CancellationToken ct)
    {
        if (zip.Entries.Select(e => e.FullName).Except(manifest.Entries.Select(e => e.Name).Append(Manifest.Entry)).FirstOrDefault() is { } stranger)
        {
            throw new BackupException($"'{stranger}' is not in its manifest");
        }

        foreach (var entry in manifest.Entries)
        {
            if (!entry.IsGood)
            {
                throw new BackupException($"'{entry.Name}' is no name of a backup's entry");
            }

            await using var sum = new CountingStream(Stream.Null);
            await using (var stream = await Find(zip, entry).OpenAsync(ct))
            {
                await stream.CopyToAsync(sum, ct);
            }

            if (sum.Length != entry.Bytes || sum.Hash() != entry.Sha256)
            {
                throw new BackupException($"{entry.Name} is not what was written");
            }
        }
    }

    private static ZipArchiveEntry Find(ZipArchive zip, ManifestEntry entry) => zip.GetEntry(entry.Name) ?? throw new BackupException($"{entry.Name} is missing");

    private static async IAsyncEnumerable<JsonElement> LinesAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            yield return json.RootElement;
        }
    }
}
