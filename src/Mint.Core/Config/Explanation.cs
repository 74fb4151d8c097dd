namespace Mint.Core.Config;

/// <summary>Why a key has the value it has.</summary>
/// <param name="Host">The host.</param>
/// <param name="KeyPath">The key as asked for, dotted.</param>
/// <param name="Value">What the host gets, merged and filled in; null when nothing, or when a layer removed it.</param>
/// <param name="Steps">What each layer says, lowest first; layers that say nothing are left out.</param>
/// <param name="Problems">Why there is no answer; mistakes elsewhere in the host's files do not count.</param>
public sealed record Explanation(
    string Host, string KeyPath, ConfigNode? Value, IReadOnlyList<ExplanationStep> Steps, IReadOnlyList<Problem> Problems);

/// <summary>What one layer says of a key.</summary>
/// <param name="Layer"><c>fleet</c>, <c>defaults</c>, <c>group base</c> or <c>host acme-01</c>.</param>
/// <param name="Origin">Where it says so.</param>
/// <param name="Value">The value on one line, as written; <c>null</c> where the layer removes it.</param>
/// <param name="Effect">What became of it.</param>
/// <param name="Reason">In words: <c>host after groups</c>.</param>
public sealed record ExplanationStep(string Layer, Origin Origin, string Value, ExplanationEffect Effect, string Reason)
{
    /// <summary>Whether the key's value, or part of it, comes from here.</summary>
    public bool Wins => Effect is ExplanationEffect.Wins or ExplanationEffect.Merged;
}

/// <summary>What became of a layer's word.</summary>
public enum ExplanationEffect
{
    /// <summary>A later layer replaced or removed it.</summary>
    Overridden,

    /// <summary>It is the last word.</summary>
    Wins,

    /// <summary>It is a map to which others add.</summary>
    Merged,
}
