using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mint.LabTests.EndToEnd;

/// <summary>A command that tells what comes, a JSON document a line; each is kept with the time at which it was heard.</summary>
internal sealed class FleetWatch : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<Heard> heard = new();
    private readonly Task reading;
    private readonly Task<string> complaints;

    private FleetWatch(Process process)
    {
        this.process = process;
        reading = ReadAsync();
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the command.</summary>
    public static FleetWatch Start(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new FleetWatch(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
    }

    /// <summary>Waits for a document that is accepted.</summary>
    public async Task<(T Document, DateTimeOffset At)> HearsAsync<T>(string what, TimeSpan within, Func<T, bool> accept, CancellationToken ct)
        where T : class
    {
        var (answer, _) = await Eventually.BecomesAsync(what, within, () => Task.FromResult(Find(accept)), found => found.Document is not null, ct);
        return (answer.Document ?? throw new InvalidOperationException(what), answer.At);
    }

    /// <summary>All that was heard so far.</summary>
    public IReadOnlyList<T> All<T>() => [.. heard.Select(line => FleetCli.Read<T>(line.Text)).OfType<T>()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await reading;
        if (await complaints is { Length: > 0 } said)
        {
            await TestContext.Out.WriteLineAsync(said);
        }

        process.Dispose();
    }

    private (T? Document, DateTimeOffset At) Find<T>(Func<T, bool> accept)
        where T : class
    {
        foreach (var line in heard)
        {
            if (FleetCli.Read<T>(line.Text) is { } document && accept(document))
            {
                return (document, line.At);
            }
        }

        return (null, default);
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            heard.Enqueue(new Heard(DateTimeOffset.UtcNow, line));
        }
    }

    private sealed record Heard(DateTimeOffset At, string Text);
}
