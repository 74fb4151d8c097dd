using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

/// <summary>Whatever stands in a file, the loader answers with problems that point into it, and does not throw.</summary>
public sealed class LoaderFuzzTests
{
    private static readonly string[] Pieces =
    [
        "packages", "server", "groups", "vars", "name", "modes", "limits", ":", ": ", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ",", "&a ", "*a", "!t ", "<<", "? ",
        "|\n", ">-\n", "'", "\"", "#", "null", "true", "1.5", "0x1f", "${", "}", "$", ":-", "%YAML 1.2\n", "---", "...", "\t", "\r\n", "\\", "\"\\u", "é", "\0", "@", "`", "x",
    ];

    [Test]
    public void LoadHost_RandomBytes_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Survives(bytes ?? [])).Check(Many(300));

    [Test]
    public void LoadHost_RandomPiecesOfYaml_NeverThrows()
    {
        var yaml = Gen.ListOf(Gen.Elements(Pieces)).Select(string.Concat);
        Prop.ForAll(Arb.From(yaml), text => Survives(Encoding.UTF8.GetBytes(text))).Check(Many(2000));
    }

    [Test]
    public void LoadHost_DamagedFile_NeverThrows()
    {
        var good = "groups: [base]\nvars: { a: \"b\" }\nserver:\n  name: ${a:-x}\n  keys: { k: &k { text: |\n    abc\n    } }\n  env: {A: 'b', B: *k}\npackages:\n  vim: { options: [a, b], hold: true }\n";
        var damaged =
            from at in Gen.Choose(0, good.Length - 1)
            from length in Gen.Choose(0, 6)
            from piece in Gen.Elements(Pieces)
            select string.Concat(good.AsSpan(0, at), piece, good.AsSpan(Math.Min(good.Length, at + length)));
        Prop.ForAll(Arb.From(damaged), text => Survives(Encoding.UTF8.GetBytes(text))).Check(Many(2000));
    }

    [Test]
    public void Expand_RandomTemplate_NeverThrows()
    {
        var text = Gen.ListOf(Gen.Elements("${", "}", "$", "a", "b", ":-", "-", ":?", "?", ":+", "+", "$$", " ")).Select(string.Concat);
        Prop.ForAll(Arb.From(text), source => new Template(name => name == "a" ? "v" : null) is var t && (t.Expand(source) is not null) == (t.Faults.Count == 0))
            .Check(Many(2000));
    }

    private static bool Survives(byte[] content)
    {
        var result = TestRepo.Empty().With("groups/base.yaml", content).With("hosts/web-01.yaml", content).Load();
        return (result.Host is null) == (result.Problems.Count > 0)
            && result.Problems.All(p => p.Message.Length > 0 && p.Origin is { Line: > 0, Column: > 0 });
    }

    private static FsCheck.Config Many(int runs) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(200);
}
