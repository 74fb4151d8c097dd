using System.ComponentModel;
using Mint.Core.Hosts;

namespace Mint.Modules.Files;

/// <summary>One path of the <c>files</c> section. Exactly one of content, source, directory, link and blocks says what it is.</summary>
public sealed record FileItem
{
    /// <summary>The file's whole text.</summary>
    [Description("The file's whole text. It may hold secrets: !secret NAME, or ${variable} of such a one; then the mode is \"0600\" by default.")]
    public SecretOrText? Content { get; init; }

    /// <summary>A file of the config repo whose bytes it gets, at most 1 MiB.</summary>
    [Description("A file of the config repo whose bytes it gets, at most 1 MiB; a path from the repo's root.")]
    public string? Source { get; init; }

    /// <summary>Whether it is a directory.</summary>
    [Description("true: the path is a directory. What is in it is left alone.")]
    public bool Directory { get; set; }

    /// <summary>Target of a symbolic link.</summary>
    [Description("The path is a symbolic link to this.")]
    public string? Link { get; init; }

    /// <summary>Marked blocks in a file that others write too, by name.</summary>
    [Description("Marked blocks in a file that others write too, by name; the rest of the file stays as it is.")]
    public Dictionary<string, FileBlock>? Blocks { get; init; }

    /// <summary>Owning user.</summary>
    [Description("Owning user, by name or number; default root.")]
    public string? Owner { get; init; }

    /// <summary>Owning group.</summary>
    [Description("Owning group, by name or number; default root.")]
    public string? Group { get; init; }

    /// <summary>Permission bits.</summary>
    [Description("Permission bits in octal, in quotes: \"0644\" (the default for files) or \"0755\" (for directories).")]
    public string? Mode { get; init; }

    /// <summary>The checker.</summary>
    [Description("The tool that must accept the new content before it reaches the live path.")]
    public FileCheck? Check { get; init; }

    /// <summary>Whether the content is never shown.</summary>
    [Description("true: plans, history and reports show (secret) instead of the content.")]
    public bool Sensitive { get; set; }

    /// <summary>What to reload or restart when it changes.</summary>
    [Description("Resources to reload or restart, once, when it changes: [unit/nginx.service].")]
    public IReadOnlyList<string>? Notifies { get; init; }
}

/// <summary>One marked block.</summary>
public sealed record FileBlock
{
    /// <summary>Its lines.</summary>
    [Description("The block's lines.")]
    public required string Content { get; init; }

    /// <summary>What starts a comment.</summary>
    [Description("What starts a comment in this file, for the two marker lines; default #.")]
    public string? Comment { get; init; }

    /// <summary>Where a new block goes.</summary>
    [Description("Where a new block goes: end (the default) or start of the file.")]
    public BlockPlace? At { get; init; }
}
