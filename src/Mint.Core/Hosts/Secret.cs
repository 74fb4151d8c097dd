namespace Mint.Core.Hosts;

/// <summary>A value that compares but never prints. <see cref="Reveal"/> is its one exit, and can be searched for.</summary>
public sealed class Secret(string value) : IEquatable<Secret>
{
    private readonly string value = value;

    /// <summary>The value itself. Call it only where the value is handed to the host.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>(secret)</c>.</summary>
    public override string ToString() => "(secret)";
}
