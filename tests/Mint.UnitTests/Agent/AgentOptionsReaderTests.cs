using Mint.Agent.Configuration;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

public sealed class AgentOptionsReaderTests
{
    private string path = "";

    [SetUp]
    public void MakePath() => path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"agent-{Guid.NewGuid():N}.yaml");

    [TearDown]
    public void Remove() => File.Delete(path);

    [Test]
    public void Read_Smallest_HasTheDocumentedDefaults()
    {
        File.WriteAllText(path, "host: web-01\nrepository: { url: 'https://git.example.org/config.git' }\n");

        var (options, mistakes) = AgentOptionsReader.Read(path);

        Assert.That(mistakes, Is.Empty);
        Assert.That(options?.Remote.Branch, Is.EqualTo("main"));
        Assert.That(options?.Poll, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(options?.ObserveEvery, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(options?.Metrics?.ToString(), Is.EqualTo("127.0.0.1:9465"));
        Assert.That(options?.Coordinator, Is.Null);
        Assert.That(options?.LedgerPath, Is.EqualTo("/var/lib/mint-agent/ledger.db"));
    }

    [Test]
    public void Read_SeveralMistakes_NamesEachWithItsPlace()
    {
        File.WriteAllText(path, "host: web-01\nrepositry: {}\npoll: 60s\n");

        var (options, mistakes) = AgentOptionsReader.Read(path);

        Assert.That(options, Is.Null);
        Assert.That(mistakes, Has.Some.Contain($"{path}:2:1").And.Contain("repository"));
        Assert.That(mistakes, Has.Count.EqualTo(2));
    }

    [TestCase("poll: soon", "poll")]
    [TestCase("poll: 0.1s", "poll")]
    [TestCase("observe_every: 1s", "observe_every")]
    [TestCase("metrics: 0.0.0.0:9465", "loopback")]
    [TestCase("metrics: here", "loopback")]
    [TestCase("coordinator: { url: 'http://coordinator.example.org:7443' }", "coordinator.url")]
    [TestCase("coordinator: { url: 'https://coordinator.example.org/path' }", "coordinator.url")]
    [TestCase("coordinator: { url: 'coordinator.example.org' }", "coordinator.url")]
    [TestCase("coordinator: {}", "coordinator")]
    public void Read_ImpossibleValue_IsRefused(string line, string named)
    {
        File.WriteAllText(path, $"repository: {{ url: 'https://git.example.org/config.git' }}\n{line}\n");

        var (options, mistakes) = AgentOptionsReader.Read(path);

        Assert.That(options, Is.Null);
        Assert.That(mistakes.Single(), Does.Contain(named));
    }

    [Test]
    public void Read_MissingFile_SaysSo() => Assert.That(AgentOptionsReader.Read("/nonexistent/agent.yaml").Mistakes.Single(), Does.Contain("/nonexistent/agent.yaml"));
}
