using System.IO.Compression;
using Google.Protobuf;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>
/// A host's list of resources as one compressed value. It changes with commits only and is read for one host at a time, so rows of its
/// own would cost millions of them for nothing; what is not well has rows.
/// </summary>
internal static class Inventory
{
    /// <summary>Larger than any inventory that the limits let in.</summary>
    private const int MostBytes = 512 * 1024 * 1024;

    /// <summary>Packs a list; what is named twice counts once.</summary>
    public static byte[] Pack(IEnumerable<ResourceReference> resources)
    {
        var report = new FullReport();
        report.Resources.AddRange(resources.DistinctBy(r => r.Resource).OrderBy(r => r.Resource, StringComparer.Ordinal));
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            report.WriteTo(brotli);
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks it, in the order of the ids.</summary>
    public static IReadOnlyList<ResourceReference> Unpack(byte[]? packed)
    {
        if (packed is null || packed.Length == 0)
        {
            return [];
        }

        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return FullReport.Parser.ParseFrom(CodedInputStream.CreateWithLimits(brotli, MostBytes, recursionLimit: 10)).Resources;
    }
}
