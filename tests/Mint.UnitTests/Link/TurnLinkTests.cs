using Google.Protobuf.WellKnownTypes;
using Mint.Core.Guarding;
using Mint.Protocol.V1;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Link;

/// <summary>Turns over a real stream.</summary>
public sealed class TurnLinkTests : LinkFixture
{
    [Test]
    public async Task Stream_HostWantsItsTurn_AsksAndTakesTheGrant()
    {
        var granted = Once(async stream =>
        {
            await stream.WelcomeAsync();
            var asked = (await stream.NextAsync(ConnectRequest.MessageOneofCase.TurnRequest)).TurnRequest;
            await stream.SendAsync(new ConnectResponse { TurnGrant = new TurnGrant { Granted = true, Lasts = Duration.FromTimeSpan(TimeSpan.FromMinutes(30)) } });
            return asked;
        });
        await world.StartAsync(coordinator.Url);
        await WantAsync();

        Assert.That(await granted, Is.EqualTo(new TurnRequest { Wanted = true, Reason = "toy/reboot" }));
        Assert.That(() => world.Turns?.Standing.Has, Is.True.After(5_000, 10));
    }

    [Test]
    public async Task Stream_Lost_IsAskedAgainOnTheNext()
    {
        var streams = 0;
        var again = new TaskCompletionSource<TurnRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            await stream.WelcomeAsync();
            var asked = (await stream.NextAsync(ConnectRequest.MessageOneofCase.TurnRequest)).TurnRequest;
            if (++streams > 1)
            {
                again.TrySetResult(asked);
                await stream.Untold;
            }
        };
        await world.StartAsync(coordinator.Url);
        await WantAsync();

        Assert.That((await again.Task.WaitAsync(Limit)).Wanted, Is.True);
    }

    private async Task WantAsync()
    {
        world.Engine.Turns.Standing = TurnStanding.Waits("not yet");
        var report = await world.RunAsync(Want("reboot") with { Spec = new ToySpec("1", TakesTurn: true) });
        world.Turns?.Review(report);
    }
}
