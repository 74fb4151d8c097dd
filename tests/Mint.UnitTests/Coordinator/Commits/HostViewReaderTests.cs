using System.Text.Json.Serialization.Metadata;
using Mint.Coordinator.Commits.Expected;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Commits;

public sealed class HostViewReaderTests
{
    [Test]
    public void Read_ModuleThatThrows_IsTheFaultOfItsHostAlone()
    {
        var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n", ["groups/base.yaml"] = "vars: {}\n" }
            .With("hosts/a-01.yaml", "groups: [base]\npackages:\n  nginx: {}\n")
            .With("hosts/b-01.yaml", "groups: [base]\n");
        var reader = new HostViewReader(files, [.. ModuleCatalog.All.Select(module => module.Section == "packages" ? new BrokenModule(module) : module)]);
        var (broken, well) = (reader.Read("a-01", null), reader.Read("b-01", null));

        Assert.That(broken.Fault, Does.Contain("the coordinator failed on it (NotSupportedException: no nginx today)").And.Not.Contain("\n"));
        Assert.That(broken.Inputs, Is.SupersetOf(new[] { "mint.yaml", "hosts/a-01.yaml", "groups/base.yaml" }));
        Assert.That(well.Fault, Is.Empty);
    }

    [Test]
    public void Read_HostThatKnowsItsNeighbours_DependsOnTheirKeysAndNotOnTheirFiles()
    {
        const string key = "ssh_host_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n";
        var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n" }
            .With("hosts/a-01.yaml", "ssh: { known_hosts: fleet }\n")
            .With("hosts/b-01.yaml", "packages: { curl: {} }\n");
        var before = new HostViewReader(files);
        Assert.That(before.Read("a-01", null).Inputs, Does.Contain(HostViewReader.HostKeys).And.Not.Contain("hosts/b-01.yaml"));
        Assert.That(before.Read("b-01", null).Inputs, Does.Not.Contain(HostViewReader.HostKeys));

        var other = new HostViewReader(files.With("hosts/b-01.yaml", "packages: { vim: {} }\n")).StateOf(HostViewReader.HostKeys);
        var keyed = new HostViewReader(files.With("hosts/b-01.yaml", key)).StateOf(HostViewReader.HostKeys);

        Assert.That(other, Is.EqualTo(before.StateOf(HostViewReader.HostKeys)));
        Assert.That(keyed, Is.Not.EqualTo(other));
    }

    private sealed class BrokenModule(IModule inner) : IModule
    {
        public string Section => inner.Section;

        public string Summary => inner.Summary;

        public JsonTypeInfo SectionType => inner.SectionType;

        public IReadOnlyList<IResourceProvider> Providers => inner.Providers;

        public void Compile(object section, CompileContext context) => throw new NotSupportedException("no nginx today");
    }
}
