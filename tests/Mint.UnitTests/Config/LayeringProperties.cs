using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class LayeringProperties
{
    [Test]
    public void Merge_ThreeLayers_IsAssociative() => Check(3, layers => Same(
        Layering.Merge(Layering.Merge(layers[0], layers[1]), layers[2]),
        Layering.Merge(layers[0], Layering.Merge(layers[1], layers[2]))));

    [Test]
    public void Merge_WithNothing_ChangesNothing() => Check(1, layers =>
        Same(Layering.Merge(layers[0], Empty), layers[0]) && Same(Layering.Merge(Empty, layers[0]), layers[0]));

    [Test]
    public void Merge_WithItself_ChangesNothing() => Check(1, layers => Same(Layering.Merge(layers[0], layers[0]), layers[0]));

    [Test]
    public void Merge_UpperLayerSaysNull_RemovesTheKey() => Check(1, layers =>
    {
        var nulls = new ConfigMap(Origin.None, layers[0].Entries.Select(e => e with { Value = new ConfigScalar(Origin.None, "null") }));
        return Layering.WithoutNulls(Layering.MergeAll([layers[0], nulls])).Entries.Count == 0;
    });

    [Test]
    public void Merge_UpperLayerHasAScalar_ItWins() => Check(2, layers =>
    {
        var merged = (ConfigMap)Layering.Merge(layers[0], layers[1]);
        return layers[1].Entries.Where(e => e.Value is not ConfigMap).All(e => Same(merged[e.Key] ?? Empty, e.Value));
    });

    [Test]
    public void WithoutNulls_AnyTree_LeavesNone() => Check(2, layers => !Leaves(Layering.WithoutNulls(Layering.MergeAll(layers))).Any(l => l.IsNull));

    [Test]
    public void Load_AnyLayers_EveryLeafIsWrittenWhereItsOriginPoints() => Check(3, layers =>
    {
        var texts = layers.Select(YamlText.Write).ToArray();
        var read = texts.Select((text, index) => Read($"{index}", text));
        return Leaves(Layering.MergeAll(read)).All(leaf =>
            texts[int.Parse(leaf.Origin.File)].Split('\n')[leaf.Origin.Line - 1][(leaf.Origin.Column - 1)..].StartsWith(leaf.Text, StringComparison.Ordinal));
    });

    [Test]
    public void YamlText_AnyTree_ReadsBackTheSame() => Check(1, layers => Same(Read("x", YamlText.Write(layers[0])), layers[0]));

    [Test]
    public void YamlText_AnyText_ReadsBackTheSame() => Prop.ForAll(Arb.From(Trees.Text), text =>
    {
        var written = YamlText.Write(new ConfigMap(Origin.None, [new ConfigEntry("k", Origin.None, new ConfigScalar(Origin.None, text, isQuoted: true))]));
        return Read("x", written)["k"] is ConfigScalar scalar && scalar.Text == text && !scalar.IsNull && (scalar.IsQuoted || InlineYaml.IsPlain(text));
    }).QuickCheckThrowOnFailure();

    private static ConfigMap Empty => new(Origin.None, []);

    private static void Check(int layers, Func<ConfigMap[], bool> law) => Prop.ForAll(Trees.Layers(layers), law).QuickCheckThrowOnFailure();

    private static ConfigMap Read(string file, string text)
    {
        var problems = new List<Problem>();
        var root = YamlReader.Read(file, Encoding.UTF8.GetBytes(text), problems);
        return problems.Count == 0 && root is not null ? root : throw new InvalidOperationException($"{string.Join("; ", problems)} in:\n{text}");
    }

    private static IEnumerable<ConfigScalar> Leaves(ConfigNode node) => node switch
    {
        ConfigMap map => map.Entries.SelectMany(e => Leaves(e.Value)),
        ConfigList list => list.Items.SelectMany(Leaves),
        ConfigScalar scalar => [scalar],
        _ => [],
    };

    private static bool Same(ConfigNode left, ConfigNode right) => InlineYaml.Write(left) == InlineYaml.Write(right);
}
