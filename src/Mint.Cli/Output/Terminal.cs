using System.Text;

namespace Mint.Cli.Output;

/// <summary>Where a command reads and prints, and what that place can do. Tests make one of string writers.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Input">Standard input.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, TextReader Input) : IDisposable
{
    /// <summary>Columns to assume where there is no terminal: nothing is cut or wrapped.</summary>
    public const int Unlimited = 4096;

    /// <summary>Whether a person sees standard output as it is written.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person can answer a question.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether the environment allows colour (NO_COLOR is not set, TERM is not <c>dumb</c>).</summary>
    public bool ColorAllowed { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = Unlimited;

    /// <summary>Columns and lines of the terminal as it is now; a person may resize it while a page is shown.</summary>
    public Func<(int Width, int Height)> Size { get; init; } = () => (80, 24);

    /// <summary>Reads a line that is not shown while it is typed.</summary>
    public Func<string> ReadHidden { get; init; } = () => Input.ReadLine() ?? "";

    /// <summary>The real one. Output is buffered; commands flush when a person shall see it.</summary>
    public static Terminal ForProcess()
    {
        var toTerminal = !Console.IsOutputRedirected;
        return new Terminal(Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()), Console.In)
        {
            OutputIsTerminal = toTerminal,
            InputIsTerminal = !Console.IsInputRedirected,
            ColorAllowed = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
            Width = toTerminal ? Columns() : Unlimited,
            Size = () => (Columns(), Console.WindowHeight is var lines and > 0 ? lines : 24),
            ReadHidden = ReadKeys,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Flush();
        Error.Flush();
    }

    private static string ReadKeys()
    {
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }

    private static int Columns()
    {
        var columns = Console.WindowWidth;
        return columns > 0 ? columns : 80;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), 16 << 10) { AutoFlush = false };
}
