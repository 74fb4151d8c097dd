using Grpc.Core;
using NUnit.Framework;

namespace Mint.UnitTests.Link;

/// <summary>The agent's end of the link against a coordinator that does as it is told.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class LinkFixture : IAsyncDisposable
{
    private protected const string Commit = "beef000000000000000000000000000000000000";
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private protected readonly TestAuthority authority = new();
    private protected FakeCoordinator coordinator = null!;
    private protected LinkWorld world = null!;

    [SetUp]
    public async Task Begin() => (coordinator, world) = (await FakeCoordinator.StartAsync(authority), new LinkWorld(authority));

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        await coordinator.DisposeAsync();
        authority.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<T> Once<T>(Func<FakeStream, Task<T>> part)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            try
            {
                done.TrySetResult(await part(stream));
            }
            catch (Exception failure) when (failure is InvalidOperationException or RpcException or AssertionException)
            {
                done.TrySetException(failure);
                throw;
            }

            await stream.Untold;
        };
        return done.Task.WaitAsync(Limit);
    }
}
