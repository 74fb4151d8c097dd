namespace Mint.Core.Confirming;

/// <summary>
/// What brings a resource that belongs to the way in back to how it is now, without us: it is written to disk before the resource is changed, and
/// carried out by a timer of systemd, or at the next boot, when nobody confirms the change.
/// </summary>
/// <param name="Files">Files to put back, or to remove.</param>
/// <param name="Commands">Programs to run after that, in order.</param>
public sealed record RestorePoint(IReadOnlyList<RestoredFile> Files, IReadOnlyList<RestoreCommand> Commands);

/// <summary>One file of a <see cref="RestorePoint"/>.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Content">What it holds; null when it is to be removed.</param>
/// <param name="Access">Its owner and mode.</param>
public sealed record RestoredFile(string Path, byte[]? Content, Hosts.FileAccess Access);

/// <summary>One program of a <see cref="RestorePoint"/>.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments; no secret among them.</param>
public sealed record RestoreCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>What it reads from standard input; kept in a file that only root reads. Null for nothing.</summary>
    public byte[]? Input { get; init; }

    /// <summary>Whether its failure is of no concern (removing what is not there).</summary>
    public bool MayFail { get; init; }
}
