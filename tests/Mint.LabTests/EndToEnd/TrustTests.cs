namespace Mint.LabTests.EndToEnd;

/// <summary>Which commits a server follows.</summary>
internal sealed class TrustTests
{
    private const string Path = "/etc/probe.conf";

    [Test, CancelAfter(300_000)]
    public async Task ForcePush_Backwards_IsRefused(CancellationToken ct)
    {
        await using var managed = await StartAsync("require", ct);
        var first = await managed.Repo.HeadAsync(ct);
        var second = await managed.PushAsync(Says("two"), ct: ct);
        await managed.ConvergesAsync(second, TimeSpan.FromSeconds(20), ct);

        await managed.Repo.ForceAsync(first, ct);
        var status = await managed.SaysAsync("refused", status => status.Refused?.Id == first, ct);

        Assert.That(status.Commit?.Id, Is.EqualTo(second));
        Assert.That(await managed.Host.RunAsync($"cat {Path}", ct), Is.EqualTo("two"));
    }

    [Test, CancelAfter(300_000)]
    public async Task ForcePush_OntoAnotherHistory_IsRefusedUntilTheOldOneReturns(CancellationToken ct)
    {
        await using var managed = await StartAsync("require", ct);
        var accepted = await managed.Repo.HeadAsync(ct);
        await managed.Repo.GitAsync(["commit", "-q", "--amend", "-m", "Rewritten"], ct);
        var rewritten = await managed.Repo.HeadAsync(ct);
        await managed.Repo.ForceAsync(rewritten, ct);
        var status = await managed.SaysAsync("refused", status => status.Refused?.Id == rewritten, ct);
        Assert.That(status.Commit?.Id, Is.EqualTo(accepted));

        await managed.Repo.ForceAsync(accepted, ct);
        var next = await managed.PushAsync(Says("next"), ct: ct);
        await managed.ConvergesAsync(next, TimeSpan.FromSeconds(20), ct);
    }

    [Test, CancelAfter(300_000)]
    [TestCase(null, TestName = "UntrustedCommit_UnderRequire_IsRefused(unsigned)")]
    [TestCase("stranger", TestName = "UntrustedCommit_UnderRequire_IsRefused(wrong signer)")]
    public async Task UntrustedCommit_UnderRequire_IsRefused(string? signer, CancellationToken ct)
    {
        await using var managed = await StartAsync("require", ct);
        await ConfigRepo.PublicKeyAsync("stranger", ct);
        var accepted = await managed.Repo.HeadAsync(ct);
        var refused = await managed.PushAsync(Says("evil"), signer, ct: ct);
        var status = await managed.SaysAsync("refused", status => status.Refused?.Id == refused, ct);
        Assert.That(status.Commit?.Id, Is.EqualTo(accepted));
        Assert.That(await managed.Host.RunAsync($"cat {Path}", ct), Is.EqualTo("one"));
    }

    [Test, CancelAfter(300_000)]
    [TestCase(null, TestName = "UntrustedCommit_UnderWarn_IsAppliedWithAWarning(unsigned)")]
    [TestCase("stranger", TestName = "UntrustedCommit_UnderWarn_IsAppliedWithAWarning(wrong signer)")]
    public async Task UntrustedCommit_UnderWarn_IsAppliedWithAWarning(string? signer, CancellationToken ct)
    {
        await using var managed = await StartAsync("warn", ct);
        await ConfigRepo.PublicKeyAsync("stranger", ct);
        var commit = await managed.PushAsync(Says("two"), signer, ct: ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(20), ct);
        Assert.That((await managed.StatusAsync(ct)).Warnings, Is.Not.Empty);
        Assert.That(await managed.Host.RunAsync($"cat {Path}", ct), Is.EqualTo("two"));
    }

    [Test, CancelAfter(300_000)]
    public async Task Signers_ChangedByASigner_AreFollowed_ByAStranger_AreNot(CancellationToken ct)
    {
        await using var managed = await StartAsync("require", ct);
        await managed.Repo.WriteAsync("mint.yaml", await ManagedHost.FleetAsync("require", ct, "stranger"), ct);
        var self = await managed.Repo.PushAsync("Trust me", "stranger", ct);
        await managed.SaysAsync("refused", status => status.Refused?.Id == self, ct);

        var accepted = (await managed.StatusAsync(ct)).Commit?.Id ?? "";
        await managed.Repo.ForceAsync(accepted, ct);
        await managed.Repo.WriteAsync("mint.yaml", await ManagedHost.FleetAsync("require", ct, "colleague"), ct);
        await managed.ConvergesAsync(await managed.Repo.PushAsync("Trust a colleague", "engineer", ct), TimeSpan.FromSeconds(20), ct);
        await managed.ConvergesAsync(await managed.PushAsync(Says("two"), "colleague", ct: ct), TimeSpan.FromSeconds(20), ct);
    }

    private static Task<ManagedHost> StartAsync(string policy, CancellationToken ct) => ManagedHost.StartAsync(Says("one"), policy: policy, ct: ct);

    private static string Says(string word) => $"files:\n  {Path}: {{ content: \"{word}\\n\" }}\n";
}
