using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli;

/// <summary>What every command shares: where it prints, what time it is, and the options that all of them know.</summary>
internal sealed class Shell
{
    /// <summary>Makes one for one run of the program.</summary>
    public Shell(Terminal terminal, TimeProvider clock)
    {
        (Terminal, Clock) = (terminal, clock);
        Json = new Option<bool>("--json") { Description = "Print one JSON document (streams: one per line) instead of text.", Recursive = true };
        Color = new Option<ColorChoice>("--color")
        {
            Description = "Colour: auto (on a terminal, honouring NO_COLOR), always or never.",
            HelpName = "auto|always|never",
            DefaultValueFactory = _ => ColorChoice.Auto,
            Recursive = true,
        };
    }

    /// <summary>Where to read and print.</summary>
    public Terminal Terminal { get; }

    /// <summary>The clock, and the time zone to print in.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Makes what HTTP requests go through; proxies are taken from the environment.</summary>
    public Func<HttpMessageHandler> Network { get; init; } = () => new SocketsHttpHandler();

    /// <summary>Where to keep what may be fetched again.</summary>
    public string CacheDirectory { get; init; } = UserDirectories.Cache;

    /// <summary>Where a person's own settings are.</summary>
    public string ConfigDirectory { get; init; } = UserDirectories.Config;

    /// <summary>The environment's variables; null where one is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; }

    /// <summary><c>--color</c>.</summary>
    public Option<ColorChoice> Color { get; }

    /// <summary>Whether <c>--json</c> was given.</summary>
    public bool WantsJson(ParseResult parse) => parse.GetValue(Json);

    /// <summary>Standard output as a screen.</summary>
    public Screen Screen(ParseResult parse) => new(Terminal.Output, HasColor(parse), Terminal.Width);

    /// <summary>Standard error as a screen.</summary>
    public Screen ErrorScreen(ParseResult parse) => new(Terminal.Error, HasColor(parse), Terminal.Unlimited);

    /// <summary>Prints one JSON document, indented for reading.</summary>
    public void PrintJson<T>(T document, JsonTypeInfo<T> type)
    {
        Terminal.Output.Write(Printable.Json(JsonSerializer.Serialize(document, type)));
        Terminal.Output.Write('\n');
    }

    /// <summary>Prints one JSON document on a line of its own, at once.</summary>
    public void PrintJsonLine<T>(T document, JsonTypeInfo<T> type)
    {
        Terminal.Output.Write(Printable.Json(JsonSerializer.Serialize(document, type)) + "\n");
        Terminal.Output.Flush();
    }

    /// <summary>Prints why a command failed; on one line where it prints one document per line.</summary>
    public void PrintJsonFailure(ParseResult parse, ErrorReport failure)
    {
        if (parse.CommandResult.GetResult("--watch") is not null)
        {
            PrintJsonLine(failure, ReportsJson.Line.ErrorReport);
        }
        else
        {
            PrintJson(failure, ReportsJson.Document.ErrorReport);
        }
    }

    /// <summary>Prints an answer as text, or as one JSON document.</summary>
    public void PrintAnswer<T>(ParseResult parse, T answer, Action<Screen, T> page, JsonTypeInfo<T> type)
    {
        if (WantsJson(parse))
        {
            PrintJson(answer, type);
        }
        else
        {
            page(Screen(parse), answer);
        }
    }

    /// <summary>Prints that something is done.</summary>
    public void PrintDone(ParseResult parse, string summary) =>
        PrintAnswer(parse, new DoneReport(summary), (screen, done) => screen.Write("✓ ", Tone.Good).Line(done.Summary), ReportsJson.Document.DoneReport);

    /// <summary>Whether to colour what goes to standard output.</summary>
    public bool HasColor(ParseResult parse) => parse.GetValue(Color) switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ => Terminal.OutputIsTerminal && Terminal.ColorAllowed,
    };
}
