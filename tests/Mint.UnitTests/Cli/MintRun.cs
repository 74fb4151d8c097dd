using Microsoft.Extensions.Time.Testing;
using Mint.Cli;
using Mint.Cli.Output;

namespace Mint.UnitTests.Cli;

/// <summary>Runs the whole <c>mint</c> in this process, with captured output, a fixed clock and a fixed time zone.</summary>
internal sealed record MintRun(int ExitCode, string Output, string Error)
{
    /// <summary>Tuesday, in a zone one hour ahead of UTC: 14:05 there.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 13, 5, 0, TimeSpan.Zero);

    public static FakeTimeProvider Clock()
    {
        var clock = new FakeTimeProvider(Now);
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("lab", TimeSpan.FromHours(1), "lab", "lab"));
        return clock;
    }

    public static Task<MintRun> Of(params string[] args) => Of(new Terminal(new StringWriter(), new StringWriter(), TextReader.Null), args);

    public static Task<MintRun> Answering(string answer, params string[] args) =>
        Of(new Terminal(new StringWriter(), new StringWriter(), new StringReader(answer + "\n")) { InputIsTerminal = true }, args);

    public static Task<MintRun> Of(Terminal terminal, params string[] args) => Of(new Shell(terminal, Clock()), args);

    public static async Task<MintRun> Of(Shell shell, params string[] args)
    {
        var exitCode = await new MintCommand(shell).RunAsync(args);
        return new MintRun(exitCode, $"{shell.Terminal.Output}", $"{shell.Terminal.Error}");
    }

    /// <summary>Everything a person would see, for approved files.</summary>
    public string Transcript => Output + Error + $"exit {ExitCode}\n";
}
