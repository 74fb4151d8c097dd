using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>What brings one path back to how it is now.</summary>
internal static class WayBack
{
    /// <summary>A path that is a regular file, or that is absent.</summary>
    /// <exception cref="ResourceException">It is something else.</exception>
    public static RestoredFile Of(string path, IHostReader host) => host.Stat(path) switch
    {
        null => new RestoredFile(path, null, default),
        { Type: FileType.File } entry => new RestoredFile(path, host.ReadFile(path), new FileAccess(entry.Uid, entry.Gid, entry.Mode)),
        var entry => throw new ResourceException(FailureKind.NeedsPerson, $"{path} is a {PathState.Word(entry.Type)}, which a way back does not cover"),
    };

    /// <summary>A path that is a file, a link, or absent.</summary>
    public static (IReadOnlyList<RestoredFile> Files, IReadOnlyList<RestoreCommand> Commands) OfAny(string path, IHostReader host) =>
        host.Stat(path) is { Type: FileType.Link, LinkTarget: { } target }
            ? ([], [new RestoreCommand("ln", "-sfnT", "--", target, path)])
            : ([Of(path, host)], []);
}
