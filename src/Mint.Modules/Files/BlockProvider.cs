using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>Kind <c>block</c>: marked lines in a file that others write too. Everything outside of the markers stays as it is.</summary>
internal sealed class BlockProvider : ResourceProvider<BlockSpec, BlockState>
{
    private readonly SharedFile file = new();

    public override string Kind => "block";

    protected override JsonTypeInfo<BlockSpec> SpecJson => FilesJson.Default.BlockSpec;

    protected override ValueTask<BlockState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(Find(name, host));

    protected override IEnumerable<Difference> Compare(BlockSpec desired, BlockState? actual)
    {
        if (actual?.Damage is { } damage)
        {
            yield return new Difference("markers", damage, "one begin and one end");
            yield break;
        }

        if (actual?.Content != desired.Content)
        {
            yield return new Difference("content", actual?.Content, desired.Content);
        }

        if (actual is not null && actual.Comment != desired.Comment)
        {
            yield return new Difference("comment", actual.Comment, desired.Comment);
        }
    }

    protected override Task ApplyAsync(string name, BlockSpec desired, BlockState? actual, IHost host, CancellationToken ct)
    {
        var (path, block) = BlockName.Parse(name);
        var content = SharedFile.FromText(desired.Content);
        file.Edit(path, host, text => BlockText.Set(text, block, content, SharedFile.FromText(desired.Comment), desired.At));
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        var (path, block) = BlockName.Parse(name);
        file.Edit(path, host, text => BlockText.Remove(text, block));
        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, BlockSpec desired) => PathGuard.Requires(BlockName.Parse(name).Path);

    protected override IEnumerable<Difference> DescribeDeletion(string name, BlockState actual) => [new Difference("content", actual.Content, null)];

    protected override IEnumerable<string> WatchedPaths(string name, BlockSpec desired) => [BlockName.Parse(name).Path];

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => NetworkFile.Is(BlockName.Parse(name).Path);

    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) => NetworkFile.WayBackAsync(BlockName.Parse(name).Path, host, ct);

    /// <summary>The block as it was, when one of this name was there before and its markers are whole.</summary>
    public override byte[]? Preserve(string name, IHostReader host) =>
        Find(name, host) is { Content: { } content } ? Encoding.UTF8.GetBytes(content) : null;

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        var (path, block) = BlockName.Parse(name);
        file.Edit(path, host, text => BlockText.Set(
            text, block, Encoding.Latin1.GetString(preserved), BlockText.Find(text, block)?.Comment ?? "#", BlockPlace.End));
        return Task.CompletedTask;
    }

    private static BlockState? Find(string name, IHostReader host)
    {
        var (path, block) = BlockName.Parse(name);
        if (SharedFile.Read(path, host) is not { } text)
        {
            return null;
        }

        try
        {
            return BlockText.Find(text, block) is { } found
                ? new BlockState(SharedFile.ToText(found.Content), SharedFile.ToText(found.Comment))
                : null;
        }
        catch (FormatException e)
        {
            return new BlockState(null, "", e.Message);
        }
    }
}
