using Mint.Core.Hosts;

namespace Mint.Modules.Files;

/// <summary>What is at a file's path. The content is read only when somebody wants to print it.</summary>
/// <param name="Path">Type, owner, group and mode.</param>
/// <param name="Sha256">Hash of a regular file's content; null for anything else.</param>
/// <param name="Content">Reads the content; null when it is no regular file, or gone by now.</param>
internal sealed record FileState(PathState Path, string? Sha256, Func<byte[]?> Content)
{
    /// <summary>The largest content that a difference prints; a larger one shows as its size.</summary>
    public const int MostPrinted = 1 << 20;

    /// <summary>Looks; null when nothing is there.</summary>
    public static FileState? Read(string path, IHostReader host)
    {
        if (PathState.Read(path, host) is not { } state)
        {
            return null;
        }

        var isFile = state.Entry.Type == FileType.File;
        return new FileState(state, isFile ? host.HashFile(path) : null, () => isFile ? host.ReadFile(path) : null);
    }

    /// <summary>The content as a difference prints it; null when it is no regular file.</summary>
    public string? Describe()
    {
        if (Path.Entry.Type == FileType.File && Path.Entry.Size > MostPrinted)
        {
            return $"{Path.Entry.Size} bytes, sha256 {Sha256}";
        }

        return Content() is { } bytes ? FileContent.Describe(bytes) : null;
    }
}
