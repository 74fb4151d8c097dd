using Mint.Coordinator.Access;
using Mint.Coordinator.Dashboard;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class SharedReadsTests
{
    private readonly SharedReads reads = new();
    private readonly List<TaskCompletionSource<int>> begun = [];
    private readonly SemaphoreSlim beginnings = new(0);

    [SetUp]
    public void Forget() => begun.Clear();

    [OneTimeTearDown]
    public void Dispose() => beginnings.Dispose();

    [Test]
    public async Task Get_ManyWhileOneRuns_ShareTheNextAndNotTheOneThatRuns()
    {
        var first = Get();
        await BeginsAsync(1);
        var others = Enumerable.Range(0, 50).Select(_ => Get()).ToList();

        begun[0].SetResult(1);
        Assert.That(await first, Is.EqualTo(1));
        await BeginsAsync(2);
        begun[1].SetResult(2);

        Assert.That(await Task.WhenAll(others), Is.All.EqualTo(2));
        Assert.That(begun, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Get_AfterAnotherEnded_ReadsAnew()
    {
        foreach (var answer in new[] { 1, 2, 3 })
        {
            var asked = Get();
            await BeginsAsync(answer);
            begun[^1].SetResult(answer);

            Assert.That(await asked, Is.EqualTo(answer));
        }
    }

    [TestCase("q", "acme", "q", "nova")]
    [TestCase("q", "acme", "q", "acme nova")]
    [TestCase("q", "acme", "q", "")]
    [TestCase("p", "acme", "q", "acme")]
    [TestCase("q", "acme nova", "q\nacme", "nova")]
    public async Task Get_ByWhoSeesOtherCustomersOrOfSomethingElse_IsNotShared(string what, string customers, string otherWhat, string otherCustomers)
    {
        var (one, other) = (Get(what, customers), Get(otherWhat, otherCustomers));
        await BeginsAsync(2);
        begun.ForEach(b => b.SetResult(begun.IndexOf(b)));

        Assert.That(new[] { await one, await other }, Is.Unique);
    }

    [Test]
    public async Task Get_OneThatFails_FailsForItsOwnAlone()
    {
        var first = Get();
        await BeginsAsync(1);
        var second = Get();
        begun[0].SetException(new IOException("away"));
        Assert.ThrowsAsync<IOException>(() => first);
        await BeginsAsync(2);
        begun[1].SetResult(2);

        Assert.That(await second, Is.EqualTo(2));
    }

    [Test]
    public async Task Get_OneOfThoseWhoWaitLeaves_TheOthersAreAnswered()
    {
        using var gone = new CancellationTokenSource();
        var leaving = Get(ct: gone.Token);
        await BeginsAsync(1);
        var (alsoLeaving, staying) = (Get(ct: gone.Token), Get());
        await gone.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => leaving);
        Assert.CatchAsync<OperationCanceledException>(() => alsoLeaving);
        begun[0].SetResult(1);
        await BeginsAsync(2);
        begun[1].SetResult(2);

        Assert.That(await staying, Is.EqualTo(2));
    }

    private Task<int> Get(string what = "q", string customers = "acme", CancellationToken ct = default) => reads.GetAsync(
        new Caller("somebody", Role.Viewer, customers.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        what,
        _ =>
        {
            var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (begun)
            {
                begun.Add(read);
            }

            beginnings.Release();
            return read.Task;
        },
        ct);

    // Waits until so many reads began since the test did.
    private async Task BeginsAsync(int count)
    {
        while (true)
        {
            lock (begun)
            {
                if (begun.Count >= count)
                {
                    return;
                }
            }

            Assert.That(await beginnings.WaitAsync(TimeSpan.FromSeconds(10)), "no read began");
        }
    }
}
