using System.IO.Compression;
using System.Text;

namespace Mint.Cli.PackageIndexes;

/// <summary>Reads the names out of an index, <c>Packages.gz</c> of the Debian repository format: packages, and what they provide.</summary>
internal static class PackageNames
{
    /// <summary>Longer lines hold no name; they are passed over, so that a hostile index costs no memory.</summary>
    private const int LongestLine = 64 << 10;

    /// <summary>Bytes of an unpacked index; Debian's own has 60 million.</summary>
    private const long LargestIndex = 1L << 30;

    /// <summary>All names.</summary>
    /// <exception cref="InvalidDataException">It is not gzip, or too large.</exception>
    public static HashSet<string> Read(Stream compressed)
    {
        using var unpacked = new GZipStream(compressed, CompressionMode.Decompress);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new byte[LongestLine];
        var (filled, total, inLongLine) = (0, 0L, false);
        while (unpacked.Read(buffer, filled, buffer.Length - filled) is > 0 and var read)
        {
            filled += read;
            total += read;
            if (total > LargestIndex)
            {
                throw new InvalidDataException($"the index is larger than {LargestIndex} bytes");
            }

            var rest = buffer.AsSpan(0, filled);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                if (!inLongLine)
                {
                    TakeLine(rest[..end], names);
                }

                inLongLine = false;
                rest = rest[(end + 1)..];
            }

            if (rest.Length == buffer.Length)
            {
                inLongLine = true;
                rest = [];
            }

            rest.CopyTo(buffer);
            filled = rest.Length;
        }

        return names;
    }

    private static void TakeLine(ReadOnlySpan<byte> line, HashSet<string> names)
    {
        if (line.StartsWith("Package: "u8))
        {
            names.Add(Encoding.UTF8.GetString(line["Package: "u8.Length..]).Trim());
        }
        else if (line.StartsWith("Provides: "u8))
        {
            // "mail-transport-agent, awk (= 1.3)"
            var provided = Encoding.UTF8.GetString(line["Provides: "u8.Length..]).Split(',');
            names.UnionWith(provided.Select(p => p.Trim().Split(' ', ':')[0]));
        }
    }
}
