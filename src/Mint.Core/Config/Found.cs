namespace Mint.Core.Config;

/// <summary>Says what was found where something else was expected.</summary>
internal static class Found
{
    private const int MaxShown = 40;

    public static string In(ConfigNode node) => node switch
    {
        ConfigMap => "a map",
        ConfigList => "a list",
        ConfigScalar { IsQuoted: false } scalar => Plain(scalar.Text),
        ConfigScalar scalar => $"the text {Quote(scalar.Text)}",
        _ => "something else",
    };

    public static string Quote(string text)
    {
        var line = text.Split('\n')[0];
        var shown = line.Length > MaxShown ? line[..MaxShown] : line;
        return shown.Length < text.Length ? $"'{shown}…'" : $"'{shown}'";
    }

    private static string Plain(string text)
    {
        if (CoreSchema.IsNull(text))
        {
            return "null";
        }

        return CoreSchema.TryBool(text, out _) ? text
            : CoreSchema.LooksLikeNumber(text) ? $"the number {text}"
            : $"the text {Quote(text)}";
    }
}
