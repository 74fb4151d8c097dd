namespace Mint.LabTests.EndToEnd;

/// <summary>Brings the lab up before the first test of this namespace, and removes it after the last.</summary>
[SetUpFixture]
internal sealed class LabSetup
{
    [OneTimeSetUp]
    public async Task BringUp()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        var ct = timeout.Token;
        (await Lab.TakeDownAsync(ct)).Succeeded();
        var outcome = await Lab.BringUpAsync(ct);
        await TestContext.Progress.WriteLineAsync(outcome.ToString());
        outcome.Succeeded();
    }

    [OneTimeTearDown]
    public async Task TakeDown() => (await Lab.TakeDownAsync(CancellationToken.None)).Succeeded();
}
