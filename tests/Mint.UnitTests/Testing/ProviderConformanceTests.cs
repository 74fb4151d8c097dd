using Mint.Core.Hosts;
using Mint.Testing.Conformance;
using NUnit.Framework;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Testing;

/// <summary>The properties hold for a sound provider, and each sees the fault that it is for.</summary>
public sealed class ProviderConformanceTests
{
    [TestCaseSource(typeof(ConformanceProperties), nameof(ConformanceProperties.All))]
    public async Task Check_SoundProvider_Holds(string property)
    {
        var result = await ProviderConformance.CheckOnFakeAsync(Case(Fault.None), property, CancellationToken.None);

        Assert.That(result, Is.EqualTo(new ConformanceResult("note", "small", property, Ok: true, Skipped: false, "")));
    }

    [TestCase(nameof(Fault.NeverConverges), ConformanceProperties.Converges, "differences remain")]
    [TestCase(nameof(Fault.NeverConverges), ConformanceProperties.SecondRunIsEmpty, "second run")]
    [TestCase(nameof(Fault.IgnoresChanges), ConformanceProperties.PlanChangesNothing, "another spec")]
    [TestCase(nameof(Fault.IgnoresChanges), ConformanceProperties.DriftIsRepaired, "not seen")]
    [TestCase(nameof(Fault.NeverConverges), ConformanceProperties.UpdateConverges, "differences remain")]
    [TestCase(nameof(Fault.Appends), ConformanceProperties.ApplyingTwiceChangesNothing, "/etc/notes/a.log")]
    [TestCase(nameof(Fault.ForgetsToReload), ConformanceProperties.RefreshTakesEffect, "not in force")]
    [TestCase(nameof(Fault.ForgetsToReload), ConformanceProperties.RecoversFromKill, "not in force")]
    [TestCase(nameof(Fault.LeavesFile), ConformanceProperties.RemovalPrunes, "still there")]
    [TestCase(nameof(Fault.FailsOnAbsent), ConformanceProperties.DeletingTwiceIsFine, "no such note")]
    [TestCase(nameof(Fault.LeavesLock), ConformanceProperties.RecoversFromKill, "holds the lock")]
    [TestCase(nameof(Fault.TellsSecret), ConformanceProperties.KeepsSecrets, "holds the secret")]
    [TestCase(nameof(Fault.PassesSecretAsArgument), ConformanceProperties.KeepsSecrets, "arguments")]
    public async Task Check_FaultyProvider_Fails(string fault, string property, string message)
    {
        var result = await ProviderConformance.CheckOnFakeAsync(Case(Enum.Parse<Fault>(fault)), property, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(result.Ok, Is.False);
            Assert.That(result.Message, Does.Contain(message));
        });
    }

    [Test]
    public async Task Check_ProviderThatCastsItsReader_CanNotWrite()
    {
        var result = await ProviderConformance.CheckOnFakeAsync(
            Case(Fault.WritesWhilePlanning), ConformanceProperties.PlanChangesNothing, CancellationToken.None);

        Assert.That(result.Ok, Is.True, result.Message);
    }

    private static ConformanceCase Case(Fault fault) => new(
        new NoteProvider(fault),
        "small",
        "a",
        new NoteSpec(new Secret("canary-1"), "red"),
        new NoteSpec(new Secret("canary-1 changed"), "blue"),
        (host, _) =>
        {
            host.WriteFile("/etc/notes/a.color", "tampered"u8, FileAccess.RootReadable);
            return Task.CompletedTask;
        })
    {
        Canary = "canary-1",
        Refresh = new RefreshEffect(
            (host, _) =>
            {
                host.WriteFile("/etc/notes/settings", "new"u8, FileAccess.RootReadable);
                host.Delete("/etc/notes/a.read");
                return Task.CompletedTask;
            },
            (host, _) => Task.FromResult(host.ReadFile("/etc/notes/a.read")?.SequenceEqual("new"u8.ToArray()) == true)),
        Prepare = (host, _) =>
        {
            host.CreateDirectory("/etc/notes", new FileAccess(0, 0, 0x1ED));
            return Task.CompletedTask;
        },
    };
}
