using Mint.Core.Config;
using Mint.Modules;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

/// <summary>The shipped modules' contracts are ones that binding can read: a bad one would stop the agent at its start.</summary>
public sealed class CatalogTests
{
    [Test]
    public void Schema_ShippedModules_CanBeRead() =>
        Assert.That(new ConfigLoader(new MemoryFiles(), ModuleCatalog.All).Schema(SchemaFile.Host)["$defs"], Is.Not.Null);
}
