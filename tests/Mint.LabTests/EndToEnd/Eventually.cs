using System.Diagnostics;

namespace Mint.LabTests.EndToEnd;

/// <summary>Waits for real hosts: something that is not so yet, and shall be within a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is accepted, and returns it with the time it took.</summary>
    /// <exception cref="AssertionException">It was not within the time; the message holds the last answer.</exception>
    public static async Task<(T Answer, TimeSpan Took)> BecomesAsync<T>(
        string what, TimeSpan within, Func<Task<T>> ask, Func<T, bool> accept, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (accept(answer))
            {
                return (answer, watch.Elapsed);
            }

            if (watch.Elapsed > within)
            {
                throw new AssertionException($"not within {within.TotalSeconds:0.#} s: {what}; last: {answer}");
            }

            await Task.Delay(Pause, ct);
        }
    }
}
