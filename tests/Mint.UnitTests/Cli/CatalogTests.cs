using Mint.Core.Config;
using Mint.Modules;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

/// <summary>What every command that reads a config repo rests on.</summary>
internal sealed class CatalogTests
{
    [Test]
    public void All_SectionsOfAllModules_CanBeWrittenInARepo() =>
        Assert.That(() => new ConfigLoader(new Mint.Platform.Git.DirectoryFiles("/nonexistent"), ModuleCatalog.All), Throws.Nothing);
}
