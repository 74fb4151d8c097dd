namespace Mint.Cli.Fleet;

/// <summary>Reads a file that a person wrote for mint; one that is too large to be that is refused.</summary>
internal static class SmallFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads it whole.</summary>
    /// <exception cref="CommandException">It can't be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= MaxBytes ? content[..length] : throw new CommandException($"{path} is larger than {MaxBytes >> 20} MiB: this is not the right file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CommandException($"{path} can't be read: {failure.Message}");
        }
    }
}
