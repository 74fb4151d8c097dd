using Microsoft.Extensions.Time.Testing;
using Mint.Cli;
using Mint.Cli.Output;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>Base of tests that run a command against a coordinator.</summary>
internal abstract class FleetCommandFixture
{
    protected FakeCoordinator Coordinator { get; private set; } = null!;

    protected DirectoryInfo Directory { get; private set; } = null!;

    protected Dictionary<string, string> Variables { get; } = [];

    protected FakeTimeProvider Clock { get; private set; } = null!;

    [SetUp]
    public async Task StartCoordinator()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("mint-fleet-");
        Clock = MintRun.Clock();
        Coordinator = await FakeCoordinator.StartAsync();
        CannedFleet.Fill(Coordinator);
        Variables.Clear();
        Variables["MINT_COORDINATOR"] = $"http://127.0.0.1:{Coordinator.Port}";
        Variables["MINT_TOKEN"] = FakeCoordinator.Token;
    }

    [TearDown]
    public async Task StopCoordinator()
    {
        await Coordinator.DisposeAsync();
        Directory.Delete(recursive: true);
    }

    protected Shell Shell(Terminal terminal) => new(terminal, Clock)
    {
        Variable = name => Variables.GetValueOrDefault(name),
        ConfigDirectory = Directory.FullName,
    };

    protected Task<MintRun> Run(params string[] args) => Run(new Terminal(new StringWriter(), new StringWriter(), TextReader.Null), args);

    protected Task<MintRun> Run(Terminal terminal, params string[] args) => MintRun.Of(Shell(terminal), args);

    protected Task<MintRun> Wide(params string[] args) => Run(Sized(140), args);

    protected Task<MintRun> Narrow(params string[] args) => Run(Sized(80), args);

    protected Task<MintRun> Answering(string answer, params string[] args) =>
        Run(new Terminal(new StringWriter(), new StringWriter(), new StringReader(answer + "\n")) { InputIsTerminal = true }, args);

    private static Terminal Sized(int width) => new(new StringWriter(), new StringWriter(), TextReader.Null) { Width = width };
}
