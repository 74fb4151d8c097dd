namespace Mint.Platform.Git;

/// <summary>A revision that a person named can't be had; the message is meant for them.</summary>
public sealed class RevisionException(string message, Exception? inner = null) : Exception(message, inner);
