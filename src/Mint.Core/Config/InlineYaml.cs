using System.Text.Json;

namespace Mint.Core.Config;

/// <summary>Writes a value on one line: <c>[10.42.0.0/16, 203.0.113.7]</c>.</summary>
public static class InlineYaml
{
    /// <summary>The value as flow YAML.</summary>
    public static string Write(ConfigNode node) => node switch
    {
        ConfigMap map => map.Entries.Count == 0 ? "{}" : $"{{ {string.Join(", ", map.Entries.Select(e => $"{Word(e.Key)}: {Write(e.Value)}"))} }}",
        ConfigList list => $"[{string.Join(", ", list.Items.Select(Write))}]",
        ConfigScalar { IsSecret: true } secret => $"!secret {Word(secret.Text)}",
        ConfigScalar scalar => MayStandPlain(scalar) ? scalar.Text : Quoted(scalar.Text),
        _ => "",
    };

    /// <summary>Whether a scalar needs no quotes: as a plain word, or as the number, boolean or null that it is.</summary>
    internal static bool MayStandPlain(ConfigScalar scalar) =>
        IsPlain(scalar.Text) || (IsTyped(scalar.Text) && (!scalar.IsQuoted || scalar.IsExpanded));

    /// <summary>Whether text can stand without quotes, in a block and in a flow, and still be read as text.</summary>
    internal static bool IsPlain(string text) =>
        text.Length > 0
        && !IsTyped(text)
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_')
        && text[^1] is not (':' or ' ')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && text.All(c => c is >= ' ' and < '\x7f' and not ('[' or ']' or '{' or '}' or ',' or '"' or '\''));

    private static bool IsTyped(string text) =>
        CoreSchema.IsNull(text) || CoreSchema.TryBool(text, out _) || CoreSchema.LooksLikeNumber(text);

    private static string Word(string text) => IsPlain(text) ? text : Quoted(text);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
