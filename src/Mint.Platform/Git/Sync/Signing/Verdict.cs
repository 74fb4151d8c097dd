namespace Mint.Platform.Git.Sync.Signing;

/// <summary>What a commit's signature is worth.</summary>
/// <param name="SignedBy">Whose good signature it is, <c>anna (ssh)</c>; null when it is not good.</param>
/// <param name="Fault">What is wrong, to follow on "commit 1234567 "; null when it is good.</param>
internal sealed record Verdict(string? SignedBy, string? Fault)
{
    /// <summary>A good signature of a known signer.</summary>
    public static Verdict Good(string name, string method) => new($"{name} ({method})", null);

    /// <summary>No good signature.</summary>
    public static Verdict Bad(string fault) => new(null, fault);
}
