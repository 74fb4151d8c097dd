using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>Kind <c>directory</c>: one directory's existence, owner and mode. It goes only when it is empty.</summary>
internal sealed class DirectoryProvider : ResourceProvider<DirectorySpec, PathState>
{
    public override string Kind => "directory";

    protected override JsonTypeInfo<DirectorySpec> SpecJson => FilesJson.Default.DirectorySpec;

    protected override ValueTask<PathState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(PathState.Read(name, host));

    protected override IEnumerable<Difference> Compare(DirectorySpec desired, PathState? actual)
    {
        if (actual?.Entry.Type != FileType.Directory)
        {
            yield return new Difference("type", actual is null ? null : PathState.Word(actual.Entry.Type), "directory");
        }

        foreach (var difference in PathState.CompareAccess(actual, desired.Owner, desired.Group, desired.Mode))
        {
            yield return difference;
        }
    }

    protected override Task ApplyAsync(string name, DirectorySpec desired, PathState? actual, IHost host, CancellationToken ct)
    {
        var access = PathAccess.Resolve(host, desired.Owner, desired.Group, desired.Mode);
        switch (host.Stat(name))
        {
            case null:
                host.CreateDirectory(name, access);
                break;
            case { Type: FileType.Directory } entry:
                PathAccess.Ensure(host, name, entry, access);
                break;
            case { } other:
                throw new ResourceException(
                    FailureKind.NeedsPerson,
                    $"{name} is a {PathState.Word(other.Type)} where a directory is meant; move it away by hand if it is not needed");
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (host.Stat(name) is not { Type: FileType.Directory })
        {
            return Task.CompletedTask;
        }

        var left = host.List(name);
        if (left.Count > 0)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"{name} still holds {left.Count} entries ({string.Join(", ", left.Take(3))}{(left.Count > 3 ? ", …" : "")}), so it stays");
        }

        host.Delete(name);
        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, DirectorySpec desired) =>
        PathGuard.Requires(name, desired.Owner, desired.Group).Append(new ResourceId("mount", name));

    protected override IEnumerable<string> WatchedPaths(string name, DirectorySpec desired) => [name];

    public override byte[]? Preserve(string name, IHostReader host) => PreservedPath.Take(name, host);

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        PreservedPath.Restore(name, preserved, host);
        return Task.CompletedTask;
    }
}
