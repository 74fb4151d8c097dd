namespace Mint.Core.Config;

/// <summary>The place in the config repo that something came from; it travels into every plan, error and drift event.</summary>
/// <param name="File">Path inside the config repo, with forward slashes.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record Origin(string File, int Line, int Column)
{
    /// <summary>For what no file says: built-in defaults, and orphans whose file is gone.</summary>
    public static Origin None { get; } = new("", 0, 0);

    /// <summary>Prints <c>file:line:column</c>, which editors and terminals open; empty for <see cref="None"/>.</summary>
    public override string ToString() => File.Length == 0 ? "" : $"{File}:{Line}:{Column}";
}
