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

    private sealed class BrokenModule(IModule inner) : IModule
    {
        public string Section => inner.Section;

        public string Summary => inner.Summary;

        public JsonTypeInfo SectionType => inner.SectionType;

        public IReadOnlyList<IResourceProvider> Providers => inner.Providers;

        public void Compile(object section, CompileContext context) => throw new NotSupportedException("no nginx today");
    }
}
