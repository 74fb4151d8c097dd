using Mint.Core.Providers;

namespace Mint.Core.Hosts;

/// <summary>
/// A value that compares but never prints. <see cref="Reveal"/> is its one exit, and can be searched for. It may still be sealed: then
/// it is decrypted when it is revealed, which only works on the host that it is meant for.
/// </summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly Func<string> open;

    /// <summary>A value that is at hand.</summary>
    public Secret(string value) => open = () => value;

    private Secret(string identity, Func<string> open) => (Identity, this.open) = (identity, open);

    /// <summary>What stands for a sealed value where it can't be opened: its name and which of its values it is. Null for one that is at hand.</summary>
    public string? Identity { get; }

    /// <summary>A value that is decrypted when it is revealed.</summary>
    /// <param name="identity">Equal for equal values; tells nothing of them.</param>
    /// <param name="open">Decrypts it, or throws a <see cref="ResourceException"/> that says why it can't.</param>
    public static Secret Sealed(string identity, Func<string> open) => new(identity, open);

    /// <summary>The value itself. Call it only where the value is handed to the host.</summary>
    /// <exception cref="ResourceException">It is sealed and can't be opened here.</exception>
    public string Reveal() => open();

    /// <inheritdoc/>
    public bool Equals(Secret? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (Identity is not null && Identity == other.Identity) || string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <summary>The same for all: a hash would need the value, and would tell of it.</summary>
    public override int GetHashCode() => 0;

    /// <summary>Always <c>(secret)</c>.</summary>
    public override string ToString() => "(secret)";
}
