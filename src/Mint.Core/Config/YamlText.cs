using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mint.Core.Config;

/// <summary>Writes a tree as a YAML document that reads back as the same tree, for <c>mint render</c>.</summary>
public static class YamlText
{
    /// <summary>The document, ending in a line break.</summary>
    public static string Write(ConfigNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Node(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Node(Emitter emitter, ConfigNode node)
    {
        switch (node)
        {
            case ConfigMap map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var entry in map.Entries)
                {
                    emitter.Emit(Text(entry.Key, InlineYaml.IsPlain(entry.Key)));
                    Node(emitter, entry.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case ConfigList list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Items.All(i => i is ConfigScalar) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                {
                    Node(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case ConfigScalar { IsSecret: true } secret:
                emitter.Emit(new Scalar(AnchorName.Empty, new TagName("!secret"), secret.Text, ScalarStyle.Plain, isPlainImplicit: false, isQuotedImplicit: false));
                break;
            case ConfigScalar scalar:
                emitter.Emit(Text(scalar.Text, InlineYaml.MayStandPlain(scalar)));
                break;
        }
    }

    private static Scalar Text(string text, bool mayStandPlain)
    {
        var style = mayStandPlain ? ScalarStyle.Plain : IsBlock(text) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
    }

    /// <summary>Lines that a block shows as they are; everything else is escaped.</summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && !char.IsWhiteSpace(text[0])
        && text.All(c => c == '\n' || !(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
