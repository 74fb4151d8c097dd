namespace Mint.Modules.Files;

/// <summary>A wanted symbolic link; the resource's name is its path.</summary>
/// <param name="Target">Where it points, absolute or relative to the link's directory, as it is to be written.</param>
public sealed record LinkSpec(string Target);
