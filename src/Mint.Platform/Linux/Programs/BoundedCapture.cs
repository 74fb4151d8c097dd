using System.Buffers;
using System.Text;

namespace Mint.Platform.Linux.Programs;

/// <summary>Keeps the beginning of what a program prints and reads the rest away, so that the program never stalls on a full pipe.</summary>
internal sealed class BoundedCapture(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> kept = new();
    private readonly Lock gate = new();

    /// <summary>What was kept so far.</summary>
    public string Text
    {
        get
        {
            lock (gate)
            {
                return Encoding.UTF8.GetString(kept.WrittenSpan);
            }
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            lock (gate)
            {
                kept.Write(buffer.AsSpan(0, Math.Min(read, maxBytes - kept.WrittenCount)));
            }
        }
    }
}
