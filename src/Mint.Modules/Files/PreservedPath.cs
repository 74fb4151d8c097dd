using System.Text.Json;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>A path as it was before we came, for <c>mint undo</c>.</summary>
/// <param name="Uid">Numeric owner.</param>
/// <param name="Gid">Numeric group.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Content">A file's bytes; null for a directory or a link.</param>
/// <param name="Target">A link's target; null for anything else.</param>
internal sealed record PreservedPath(int Uid, int Gid, int Mode, byte[]? Content, string? Target)
{
    private const int Largest = 1 << 20;

    /// <summary>Takes what is there; null when nothing is, or when it is larger than 1 MiB.</summary>
    public static byte[]? Take(string path, IHostReader host)
    {
        if (host.Stat(path) is not { } entry || entry.Type == FileType.Other || (entry.Type == FileType.File && entry.Size > Largest))
        {
            return null;
        }

        var content = entry.Type == FileType.File ? host.ReadFile(path) : null;
        var taken = new PreservedPath(entry.Uid, entry.Gid, entry.Mode, content, entry.LinkTarget);
        return JsonSerializer.SerializeToUtf8Bytes(taken, FilesJson.Default.PreservedPath);
    }

    /// <summary>Brings it back.</summary>
    /// <exception cref="ResourceException">The kept bytes can't be read, or a directory is in the way.</exception>
    public static void Restore(string path, byte[] preserved, IHost host)
    {
        var kept = Parse(path, preserved);
        var access = new FileAccess(kept.Uid, kept.Gid, kept.Mode);
        if (kept.Target is not null)
        {
            PathGuard.EnsureReplaceable(path, host.Stat(path), "link");
            host.CreateLink(path, kept.Target);
        }
        else if (kept.Content is not null)
        {
            PathGuard.EnsureReplaceable(path, host.Stat(path), "file");
            host.WriteFile(path, kept.Content, access);
        }
        else
        {
            host.CreateDirectory(path, access);
        }
    }

    private static PreservedPath Parse(string path, byte[] preserved)
    {
        try
        {
            return JsonSerializer.Deserialize(preserved, FilesJson.Default.PreservedPath) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"what was kept of {path} can't be read", inner: e);
        }
    }
}
