using System.Text.Json.Serialization.Metadata;

namespace Mint.Core.Config;

/// <summary>What a value must look like: the one reading of a source-generated contract, behind binding and schema.</summary>
internal abstract record Shape
{
    /// <summary>In words, after "expected".</summary>
    public abstract string Noun { get; }
}

/// <summary>Any scalar, taken as the text that was written.</summary>
/// <param name="TakesSecret">Whether the host keeps what is written here from others, so that a secret may stand here.</param>
internal sealed record TextShape(bool TakesSecret = false) : Shape
{
    public override string Noun => "text";
}

/// <summary>A secret, never in the clear.</summary>
internal sealed record SecretShape : Shape
{
    public override string Noun => "a secret";
}

/// <summary>True or false.</summary>
internal sealed record BoolShape : Shape
{
    public override string Noun => "true or false";
}

/// <summary>A whole number within bounds.</summary>
internal sealed record IntegerShape(Int128 Min, Int128 Max) : Shape
{
    public override string Noun => Max >= int.MaxValue ? "a whole number" : $"a whole number from {Min} to {Max}";
}

/// <summary>A number.</summary>
internal sealed record NumberShape : Shape
{
    public override string Noun => "a number";
}

/// <summary>One of several words.</summary>
/// <param name="Choices">From the word that people write to the one that the contract reads.</param>
internal sealed record ChoiceShape(IReadOnlyDictionary<string, string> Choices) : Shape
{
    public override string Noun => $"one of {string.Join(", ", Choices.Keys)}";
}

/// <summary>A plain list.</summary>
internal sealed record ListShape(Shape Element) : Shape
{
    public override string Noun => "a list";
}

/// <summary>Things by name.</summary>
internal sealed record MapShape(Shape Element) : Shape
{
    public override string Noun => $"a map of name → {Element switch { RecordShape => "settings", ListShape => "list", MapShape => "map", _ => Element.Noun }}";
}

/// <summary>Whatever a converter of the contract's own makes of it.</summary>
/// <param name="IsTree">Whether it takes any JSON, so that plain numbers and booleans should stay what they are.</param>
internal sealed record OpaqueShape(bool IsTree) : Shape
{
    public override string Noun => "a value";
}

/// <summary>A fixed set of keys.</summary>
internal sealed record RecordShape(string Name) : Shape
{
    private readonly Dictionary<string, Member> members = new(StringComparer.Ordinal);

    public override string Noun => "a map";

    /// <summary>The keys. Filled in after the shape exists, for a record may hold itself.</summary>
    public IReadOnlyDictionary<string, Member> Members => members;

    /// <summary>Keys that are wrong here in a way worth a word of its own.</summary>
    public Dictionary<string, string> Misplaced { get; } = new(StringComparer.Ordinal);

    public void Add(Member member) => members.Add(member.Name, member);

    public bool Equals(RecordShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>One key of a record.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Required">Whether it must be there once all layers are merged.</param>
/// <param name="Description">One sentence for the schema.</param>
internal sealed record Member(string Name, Shape Shape, bool Required, string? Description);

/// <summary>A section's shape and the contract that it comes from.</summary>
internal sealed record Contract(Shape Shape, JsonTypeInfo Type);
