using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>
/// Edits a file that others write too. One edit at a time, so that two resources of one file can't overwrite each other; the
/// rest of the file, its owner and its mode stay. Bytes pass as Latin-1 characters.
/// </summary>
internal sealed class SharedFile
{
    private readonly Lock oneAtATime = new();

    /// <summary>The file as one character per byte; null when absent.</summary>
    public static string? Read(string path, IHostReader host) => host.ReadFile(path) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    /// <summary>Text of ours in the same form.</summary>
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>And back, to be shown.</summary>
    public static string ToText(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Applies an edit; an absent file is taken as empty, and stays absent when the edit gives nothing.</summary>
    /// <exception cref="ResourceException">The path is no regular file, or the edit finds the file damaged.</exception>
    public void Edit(string path, IHost host, Func<string, string> edit)
    {
        lock (oneAtATime)
        {
            var entry = host.Stat(path);
            if (entry is { Type: not FileType.File })
            {
                throw new ResourceException(FailureKind.NeedsPerson, $"{path} is a {PathState.Word(entry.Type)}, not a file whose lines can be kept");
            }

            var before = Read(path, host) ?? "";
            var after = Try(path, () => edit(before));
            if (after != before)
            {
                var access = entry is null ? FileAccess.RootReadable : new FileAccess(entry.Uid, entry.Gid, entry.Mode);
                host.WriteFile(path, Encoding.Latin1.GetBytes(after), access);
            }
        }
    }

    private static string Try(string path, Func<string> edit)
    {
        try
        {
            return edit();
        }
        catch (FormatException e)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path}: {e.Message}; mend it by hand", inner: e);
        }
    }
}
