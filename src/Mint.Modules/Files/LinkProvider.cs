using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>Kind <c>link</c>: one symbolic link. It replaces a file, which <c>mint undo</c> brings back, never a directory.</summary>
internal sealed class LinkProvider : ResourceProvider<LinkSpec, PathState>
{
    public override string Kind => "link";

    protected override JsonTypeInfo<LinkSpec> SpecJson => FilesJson.Default.LinkSpec;

    protected override ValueTask<PathState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(PathState.Read(name, host));

    protected override IEnumerable<Difference> Compare(LinkSpec desired, PathState? actual)
    {
        if (actual is { Entry.Type: not FileType.Link })
        {
            yield return new Difference("type", PathState.Word(actual.Entry.Type), "link");
        }

        if (actual?.Entry.LinkTarget != desired.Target)
        {
            yield return new Difference("target", actual?.Entry.LinkTarget, desired.Target);
        }
    }

    protected override Task ApplyAsync(string name, LinkSpec desired, PathState? actual, IHost host, CancellationToken ct)
    {
        var entry = host.Stat(name);
        PathGuard.EnsureReplaceable(name, entry, "link");
        if (entry?.LinkTarget != desired.Target)
        {
            host.CreateLink(name, desired.Target);
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        // A file or directory that took the link's place is not ours.
        if (host.Stat(name) is { Type: FileType.Link })
        {
            host.Delete(name);
        }

        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, LinkSpec desired)
    {
        var parents = PathGuard.Requires(name);
        return desired.Target.StartsWith('/')
            ? parents.Append(new ResourceId("file", desired.Target)).Append(new ResourceId("directory", desired.Target))
            : parents;
    }

    protected override IEnumerable<Difference> DescribeDeletion(string name, PathState actual) =>
        [new Difference("target", actual.Entry.LinkTarget, null)];

    protected override IEnumerable<string> WatchedPaths(string name, LinkSpec desired) => [name];

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => NetworkFile.Is(name);

    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) => NetworkFile.WayBackAsync(name, host, ct);

    public override byte[]? Preserve(string name, IHostReader host) => PreservedPath.Take(name, host);

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        PreservedPath.Restore(name, preserved, host);
        return Task.CompletedTask;
    }
}
