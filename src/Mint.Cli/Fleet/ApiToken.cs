using System.Text;

namespace Mint.Cli.Fleet;

/// <summary>An API token from a file or a variable. Its text never shows in a message.</summary>
internal static class ApiToken
{
    private const int MaxLength = 4096;
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a token's file, which nobody but its owner may be able to read.</summary>
    /// <exception cref="CommandException">The file can't be read, is open to others, or holds no token.</exception>
    public static string FromFile(string path)
    {
        RefuseOpenFile(path);
        return Checked(Encoding.UTF8.GetString(SmallFile.Read(path)), path);
    }

    /// <summary>Refuses a file that others than its owner may read or write.</summary>
    /// <exception cref="CommandException">They may.</exception>
    public static void RefuseOpenFile(string path)
    {
        if (File.Exists(path) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != 0)
        {
            throw new CommandException($"{path} holds a token, and others than its owner may read or write it.", $"chmod 600 {path}");
        }
    }

    /// <summary>Takes a token as it stands.</summary>
    /// <exception cref="CommandException">This is no token.</exception>
    public static string Checked(string text, string source)
    {
        var token = text.Trim();
        return token.Length is > 0 and <= MaxLength && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new CommandException($"{source} holds no token: a token is one word of at most {MaxLength} plain characters.");
    }
}
