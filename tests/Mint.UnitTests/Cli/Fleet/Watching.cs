using Microsoft.Extensions.Time.Testing;
using Mint.Cli;
using Mint.Cli.Output;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>A running <c>--watch</c> whose output can be waited for, while the clock is moved on.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource interrupt = new();
    private readonly FakeTimeProvider clock;
    private readonly LockedWriter output = new();
    private readonly LockedWriter error = new();
    private readonly Task<int> running;

    public Watching(Func<Terminal, Shell> shell, FakeTimeProvider clock, bool terminal, params string[] args)
    {
        this.clock = clock;
        var place = new Terminal(output, error, TextReader.Null) { OutputIsTerminal = terminal, Size = () => (100, 20) };
        running = Task.Run(() => new MintCommand(shell(place)).RunAsync(args, interrupt.Token));
    }

    public string Output => output.ToString();

    public string Error => error.ToString();

    /// <summary>Moves the clock until something is true.</summary>
    public async Task Until(Func<bool> condition, double step = 0.1)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            if (running.IsCompleted || since.Elapsed > Patience)
            {
                throw new TimeoutException($"not in time; output:\n{Output}\nerror:\n{Error}");
            }

            clock.Advance(TimeSpan.FromSeconds(step));
            await Task.Delay(5);
        }
    }

    public Task Prints(string text) => Until(() => Output.Contains(text, StringComparison.Ordinal));

    public Task Says(string text) => Until(() => Error.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits for it to end by itself.</summary>
    public Task<int> EndAsync() => running.WaitAsync(Patience);

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        await interrupt.CancelAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await interrupt.CancelAsync();
        await running.WaitAsync(Patience);
        interrupt.Dispose();
    }

    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock gate = new();

        public override void Write(char value)
        {
            lock (gate)
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (gate)
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (gate)
            {
                return base.ToString();
            }
        }
    }
}
