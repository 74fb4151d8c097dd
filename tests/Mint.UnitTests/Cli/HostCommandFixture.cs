using Google.Protobuf.WellKnownTypes;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

/// <summary>Base of tests that run a command against an agent.</summary>
internal abstract class HostCommandFixture
{
    protected FakeAgent Agent { get; private set; } = null!;

    [SetUp]
    public async Task StartAgent() => Agent = await FakeAgent.StartAsync();

    [TearDown]
    public async Task StopAgent() => await Agent.DisposeAsync();

    protected Task<MintRun> Run(params string[] args) => MintRun.Of([.. args, "--socket", Agent.Socket]);

    protected static Timestamp Ago(TimeSpan age) => (MintRun.Now - age).ToTimestamp();
}
