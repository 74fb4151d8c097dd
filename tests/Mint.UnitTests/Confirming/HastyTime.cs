using Microsoft.Extensions.Time.Testing;

namespace Mint.UnitTests.Confirming;

/// <summary>A clock that goes on by a second whenever somebody waits for one, so that nobody has to push it.</summary>
internal sealed class HastyTime : FakeTimeProvider
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == Second)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(Second));
        }

        return timer;
    }
}
