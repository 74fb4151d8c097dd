using FsCheck;
using FsCheck.Fluent;
using Mint.Core.Config;

namespace Mint.UnitTests.Config;

/// <summary>Makes layers at random: few keys, so that they meet; values that say which draw they are from.</summary>
internal static class Trees
{
    private static readonly string[] Keys = ["a", "b", "c", "d.e", "/etc/x"];

    public static Gen<ConfigMap> Map { get; } = Gen.Sized(size => MapOf(Math.Min(size, 24)));

    public static Arbitrary<ConfigMap[]> Layers(int count) => Arb.From(Gen.ArrayOf(Map, count));

    /// <summary>Text of every kind that YAML could read as something else.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements("", " ", "true", "no", "null", "~", "0644", "1.10", "- a", "a: b", "a #b", "#a", "'", "\"", "a\nb\n", "\n a\nb", "a\n\n", "*x", "&x", "!x", "%x", "@x", "`x", "[x", "{x", "x]", "é😀", "a\tb", "\ta", "a\r\nb", "\u001b[0m", "? a", "| a", "---", "...", "${x}", "x ", "a,b", "<<"),
        ArbMap.Default.GeneratorFor<string>().Select(s => new string([.. (s ?? "").Where(c => !char.IsSurrogate(c) && c is not '\0' and not '\ufffd' and not '\ufeff')])));

    private static Gen<ConfigMap> MapOf(int size) =>
        from picked in Gen.SubListOf(Keys)
        from values in Gen.ArrayOf(NodeOf(size / 3), picked.Count)
        select new ConfigMap(Origin.None, picked.Zip(values, (key, value) => new ConfigEntry(key, Origin.None, value)));

    private static Gen<ConfigNode> NodeOf(int size)
    {
        var number = Gen.Choose(0, 1_000_000);
        var scalar = number.Select(n => (ConfigNode)new ConfigScalar(Origin.None, $"v{n}"));
        var nothing = Gen.Constant((ConfigNode)new ConfigScalar(Origin.None, "null"));
        var list = Gen.ArrayOf(scalar, 2).Select(items => (ConfigNode)new ConfigList(Origin.None, items));
        return size < 1
            ? Gen.Frequency((4, scalar), (1, nothing))
            : Gen.Frequency((3, scalar), (1, nothing), (1, list), (5, MapOf(size).Select(m => (ConfigNode)m)));
    }
}
