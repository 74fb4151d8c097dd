using System.Collections.Concurrent;

namespace Mint.Platform.Linux;

/// <summary>What was worked out in one pass. Equal questions, also concurrent ones, are answered by one piece of work.</summary>
internal sealed class PassMemory
{
    private readonly ConcurrentDictionary<object, Lazy<object>> answers = new();

    public T Remember<T>(object key, Func<T> compute) where T : class
    {
        var answer = answers.GetOrAdd(key, static (_, work) => new Lazy<object>(work), compute);
        try
        {
            return (T)answer.Value;
        }
        catch
        {
            // A failure is not an answer: the next one who asks tries again.
            answers.TryRemove(new(key, answer));
            throw;
        }
    }

    public async ValueTask<T> RememberAsync<T>(object key, Func<Task<T>> compute)
    {
        var task = Remember(key, compute);
        try
        {
            return await task;
        }
        catch
        {
            answers.TryRemove(key, out _);
            throw;
        }
    }
}
