namespace Mint.Modules.Files;

/// <summary>A block as it is in its file.</summary>
/// <param name="Content">Its lines; null when the markers are damaged.</param>
/// <param name="Comment">What starts its markers.</param>
/// <param name="Damage">What is wrong with the markers; null when they are fine.</param>
internal sealed record BlockState(string? Content, string Comment, string? Damage = null);
