using System.Text.Json.Serialization;

namespace Mint.Modules.Files;

/// <summary>Lines of ours in a file that others write too; the resource's name is <c>PATH#BLOCK</c>.</summary>
/// <param name="Content">The lines, each ended by a newline.</param>
public sealed record BlockSpec(string Content)
{
    /// <summary>What starts a comment in this file; the markers are comments. Default <c>#</c>.</summary>
    public string Comment { get; init; } = "#";

    /// <summary>Where the block goes when it is not there yet; one that is there keeps its place.</summary>
    public BlockPlace At { get; init; } = BlockPlace.End;
}

/// <summary>Where a new block goes.</summary>
public enum BlockPlace
{
    /// <summary>After all other lines.</summary>
    [JsonStringEnumMemberName("end")]
    End,

    /// <summary>Before all other lines.</summary>
    [JsonStringEnumMemberName("start")]
    Start,
}
