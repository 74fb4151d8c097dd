namespace Mint.Modules.Files;

/// <summary>A wanted regular file; the resource's name is its path.</summary>
/// <param name="Content">What it holds.</param>
public sealed record FileSpec(FileContent Content)
{
    /// <summary>Owning user, by name or number; default <c>root</c>.</summary>
    public string Owner { get; init; } = "root";

    /// <summary>Owning group, by name or number; default <c>root</c>.</summary>
    public string Group { get; init; } = "root";

    /// <summary>Permission bits, four octal digits; default <c>0644</c>.</summary>
    public string Mode { get; init; } = "0644";

    /// <summary>The tool that must accept a candidate before it reaches the live path; null for none.</summary>
    public FileCheck? Check { get; init; }

    /// <summary>
    /// When the path is a symbolic link, it is kept, and this says what a person can do about it; null: the link gives way to
    /// the file.
    /// </summary>
    public string? RefuseLink { get; init; }

    /// <summary>A small text file of root's that everybody may read, the commonest kind.</summary>
    public static FileSpec Readable(string text) => new(FileContent.Of(text));
}
