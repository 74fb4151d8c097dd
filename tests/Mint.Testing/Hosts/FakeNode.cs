using Mint.Core.Hosts;

namespace Mint.Testing.Hosts;

/// <summary>One file, directory or link of a <see cref="FakeFileTree"/>.</summary>
public sealed class FakeNode
{
    public required FileType Type { get; init; }

    public int Mode { get; set; }

    public int Uid { get; set; }

    public int Gid { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }

    /// <summary>A file's content.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>A link's target.</summary>
    public string? Target { get; init; }

    /// <summary>A directory's entries.</summary>
    public SortedDictionary<string, FakeNode> Children { get; } = new(StringComparer.Ordinal);

    public FileEntry ToEntry() => new(Type, Mode, Uid, Gid, Type == FileType.Link ? Target?.Length ?? 0 : Content.Length, ModifiedAt, Target);
}
