namespace Mint.Modules.Files;

/// <summary>A wanted directory; the resource's name is its path. What is in it is left alone.</summary>
/// <param name="Owner">Owning user, by name or number.</param>
/// <param name="Group">Owning group, by name or number.</param>
/// <param name="Mode">Permission bits, four octal digits.</param>
public sealed record DirectorySpec(string Owner = "root", string Group = "root", string Mode = "0755");
