namespace Mint.Core.Config;

/// <summary>Whether a scalar's text can be read as what a shape asks for. Quotes make it text; <c>${…}</c> takes the quotes' meaning away.</summary>
internal static class ScalarText
{
    public static bool Fits(ConfigScalar scalar, Shape shape) => shape switch
    {
        BoolShape => IsFree(scalar) && CoreSchema.TryBool(scalar.Text, out _),
        IntegerShape integer => IsFree(scalar) && CoreSchema.TryInteger(scalar.Text, out var value) && value >= integer.Min && value <= integer.Max,
        NumberShape => IsFree(scalar) && CoreSchema.TryNumber(scalar.Text, out _),
        ChoiceShape choice => choice.Choices.ContainsKey(scalar.Text),
        _ => true,
    };

    /// <summary>How to mend a scalar that does not fit; null when the message says all.</summary>
    public static string? Hint(ConfigScalar scalar, Shape shape) => shape switch
    {
        ChoiceShape choice => Spelling.Nearest(scalar.Text, choice.Choices.Keys) is { } near ? $"Did you mean '{near}'?" : null,
        BoolShape when scalar.Text.ToLowerInvariant() is "yes" or "on" or "y" => "Write true.",
        BoolShape when scalar.Text.ToLowerInvariant() is "no" or "off" or "n" => "Write false.",
        BoolShape or IntegerShape or NumberShape when !IsFree(scalar) && Fits(new ConfigScalar(scalar.Origin, scalar.Text), shape) => $"Write it without quotes: {scalar.Text}",
        IntegerShape when scalar.Text.TrimStart('-', '+') is ['0', _, ..] digits && digits.All(char.IsAsciiDigit) => $"A leading zero is read in two ways: write {digits.TrimStart('0')} or, for octal, 0o{digits.TrimStart('0')}.",
        IntegerShape integer when integer.Max >= int.MaxValue && CoreSchema.TryInteger(scalar.Text, out _) => $"It goes from {integer.Min} to {integer.Max}.",
        _ => null,
    };

    private static bool IsFree(ConfigScalar scalar) => !scalar.IsQuoted || scalar.IsExpanded;
}
