namespace Mint.Modules.Files;

/// <summary>The two parts of a block's resource name.</summary>
/// <param name="Path">The shared file.</param>
/// <param name="Block">The block's own name: letters, digits, dots, dashes and underscores.</param>
internal readonly record struct BlockName(string Path, string Block)
{
    /// <summary>Takes <c>PATH#BLOCK</c> apart at the last <c>#</c>, which no block name holds.</summary>
    public static BlockName Parse(string name)
    {
        var hash = name.LastIndexOf('#');
        return hash < 0 ? new BlockName(name, "") : new BlockName(name[..hash], name[(hash + 1)..]);
    }

    /// <summary>Whether a text can name a block.</summary>
    public static bool IsValid(string block) =>
        block.Length is > 0 and <= 64 && block.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    public override string ToString() => $"{Path}#{Block}";
}
