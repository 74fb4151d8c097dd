using Mint.Cli.Configs;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules;
using Mint.Platform.Git;
using Mint.Testing;
using Mint.UnitTests.Cli;
using NUnit.Framework;

namespace Mint.UnitTests.Docs;

/// <summary>The config repo that newcomers copy.</summary>
public sealed class ExampleRepoTests
{
    private static readonly SecretKey Key = SecretKey.CreateEphemeral();
    private static readonly string Example = RepoRoot.Of("config-repo-example");

    [Test]
    public async Task Validate_Example_FindsNothing() =>
        Assert.That((await MintRun.Of("validate", "--offline", "--repo", Example)).Transcript, Is.EqualTo("✓ 3 hosts, 2 groups: no problems\nexit 0\n"));

    [Test]
    public void Schemas_ShippedForTheEditor_AreThoseOfTheContracts([ValueSource(nameof(Kinds))] string kind) =>
        Assert.That(
            File.ReadAllText(Path.Combine(Example, ".schema", SchemaText.FileName(kind))),
            Is.EqualTo(SchemaText.Of(SchemaText.Kinds[kind])),
            "write them again: mint schema --write config-repo-example/.schema");

    [Test]
    public void Files_EveryYaml_NamesItsSchema()
    {
        foreach (var file in Directory.EnumerateFiles(Example, "*.yaml", SearchOption.AllDirectories))
        {
            var line = File.ReadLines(file).First();
            Assert.That(line, Does.StartWith("# yaml-language-server: $schema="), file);
            Assert.That(File.Exists(Path.Combine(Path.GetDirectoryName(file) ?? "", line.Split('=')[1])), $"{file}: {line}");
        }
    }

    [Test]
    public async Task Init_WritesWhatTheExampleHolds()
    {
        var target = Directory.CreateTempSubdirectory("mint-init-");
        try
        {
            var run = await MintRun.Of("init", Path.Combine(target.FullName, "config"));

            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(PathsBelow(Path.Combine(target.FullName, "config")), Is.EqualTo(PathsBelow(Example)));
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Render_Host_ReadsBackAsTheSameConfiguration()
    {
        var rendered = (await MintRun.Of("render", "web-01", "--repo", Example)).Output;
        var example = new DirectoryFiles(Example);
        var fleet = File.ReadAllText(Path.Combine(Example, "mint.yaml"));
        var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n" + fleet[fleet.IndexOf("networks:", StringComparison.Ordinal)..], ["hosts/web-01.yaml"] = rendered };
        foreach (var other in example.List("hosts").Where(name => name != "web-01.yaml"))
        {
            files[$"hosts/{other}"] = File.ReadAllText(Path.Combine(Example, "hosts", other));
        }

        var original = Compile(example, example);
        var again = Compile(files, example);

        Assert.That(Specs(again), Is.EqualTo(Specs(original)));
    }

    [Test]
    public async Task Explain_Key_NamesTheLineThatWins() =>
        Assert.That(
            (await MintRun.Of("render", "web-01", "--explain", "system.timezone", "--repo", Example)).Transcript,
            Is.EqualTo("Europe/Zurich\n  ▸ mint.yaml:23  Europe/Zurich   wins (no other layer sets it)\nexit 0\n"));

    private static IEnumerable<string> Kinds => SchemaText.Kinds.Keys;

    private static IEnumerable<string> PathsBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(directory, p)).Order(StringComparer.Ordinal);

    private static IEnumerable<(ResourceId, string)> Specs(DesiredState state) => state.Graph.InOrder.Select(r => (r.Id, state.JsonOf(r.Id)));

    private static DesiredState Compile(IConfigFiles layers, IConfigFiles sources)
    {
        var loaded = new ConfigLoader(layers, ModuleCatalog.All).LoadHost("web-01");
        Assert.That(loaded.Problems, Is.Empty);
        var compiled = HostCompiler.Compile(loaded.Host!, ModuleCatalog.All, new HostFacts("web-01"), sources);
        Assert.That(compiled.Problems, Is.Empty);
        return new DesiredState(null, compiled.Graph, ModuleCatalog.Providers, Key);
    }
}
