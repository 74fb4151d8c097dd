using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>Kind <c>file</c>: one regular file; the name is its path. Other sections compile into it as well.</summary>
internal sealed class FileProvider : ResourceProvider<FileSpec, FileState>
{
    private const int EveryoneReads = 4;

    public override string Kind => "file";

    protected override JsonTypeInfo<FileSpec> SpecJson => FilesJson.Default.FileSpec;

    protected override ValueTask<FileState?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        new(FileState.Read(name, host));

    protected override IEnumerable<Difference> Compare(FileSpec desired, FileState? actual)
    {
        if (actual is { Path.Entry.Type: not FileType.File })
        {
            yield return new Difference("type", PathState.Word(actual.Path.Entry.Type), "file");
        }

        if (actual?.Sha256 != desired.Content.Sha256)
        {
            var before = desired.Content.Secret is null || actual is null ? actual?.Describe() : "(secret)";
            yield return new Difference("content", before, desired.Content.Describe()) { ShowsFoundContent = true };
        }

        foreach (var difference in PathState.CompareAccess(actual?.Path, desired.Owner, desired.Group, desired.Mode))
        {
            yield return difference;
        }
    }

    protected override async Task ApplyAsync(string name, FileSpec desired, FileState? actual, IHost host, CancellationToken ct)
    {
        var entry = host.Stat(name);
        PathGuard.EnsureReplaceable(name, entry, "file");
        if (entry is { Type: FileType.Link } && desired.RefuseLink is not null)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{name} is a link to {entry.LinkTarget}; {desired.RefuseLink}");
        }

        var access = PathAccess.Resolve(host, desired.Owner, desired.Group, desired.Mode);
        if (entry is { Type: FileType.File } && host.HashFile(name) == desired.Content.Sha256)
        {
            PathAccess.Ensure(host, name, entry, access);
            return;
        }

        await FileChecker.CheckAsync(name, desired, host, ct);
        host.WriteFile(name, desired.Content.Bytes, access);
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        PathGuard.EnsureReplaceable(name, host.Stat(name), "file");
        host.Delete(name);
        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, FileSpec desired) =>
        [.. PathGuard.Requires(name, desired.Owner, desired.Group), .. FileChecker.PackagesOf(desired.Check).Select(package => new ResourceId("package", package))];

    /// <summary>The content, unless only few may read the file: then it may hold a secret that no spec is left to tell of.</summary>
    protected override IEnumerable<Difference> DescribeDeletion(string name, FileState actual)
    {
        var shown = (actual.Path.Entry.Mode & EveryoneReads) != 0 ? actual.Describe() : $"{actual.Path.Entry.Size} bytes";
        return [new Difference("content", shown ?? PathState.Word(actual.Path.Entry.Type), null) { ShowsFoundContent = true }];
    }

    protected override IEnumerable<string> WatchedPaths(string name, FileSpec desired) => [name];

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => NetworkFile.Is(name);

    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) => NetworkFile.WayBackAsync(name, host, ct);

    public override byte[]? Preserve(string name, IHostReader host) => PreservedPath.Take(name, host);

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        PreservedPath.Restore(name, preserved, host);
        return Task.CompletedTask;
    }
}
