using System.CommandLine;
using Mint.Cli.Printing;
using Mint.Core.Config;

namespace Mint.Cli.Commands;

/// <summary>Arguments and options that several of the coordinator's commands have, and how their words are read.</summary>
internal static class FleetOptions
{
    private const int MaxLimit = 100_000;

    /// <summary><c>FILTER…</c>.</summary>
    public static Argument<string[]> Filter(string keys, bool required = false) => new("FILTER")
    {
        Description = $"Words that must all match: {keys}, or plain text. Words of one key are alternatives.",
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    };

    /// <summary>The filter that the words make.</summary>
    public static string FilterOf(string[]? words) => string.Join(' ', words ?? []);

    /// <summary><c>--watch</c>.</summary>
    public static Option<bool> Watch() => new("--watch", "-w")
    {
        Description = "Stay, and show what changes: a page on a terminal, a line for each piece of news elsewhere. Ctrl-C ends.",
    };

    /// <summary><c>--limit</c>.</summary>
    public static Option<int> Limit(int usual)
    {
        var limit = new Option<int>("--limit") { Description = "At most this many.", HelpName = "count", DefaultValueFactory = _ => usual };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && int.TryParse(token.Value, out var count) && count is < 1 or > MaxLimit)
            {
                result.AddError($"--limit takes 1 to {MaxLimit}.");
            }
        });
        return limit;
    }

    /// <summary><c>--since</c>.</summary>
    public static Option<string?> Since() => new("--since")
    {
        Description = "Only what happened after this time: 2h, yesterday, mon 08:00, 2026-11-20.",
        HelpName = "time",
    };

    /// <summary>A time gone by; null when none is given.</summary>
    /// <exception cref="CommandException">The text is no time.</exception>
    public static DateTimeOffset? Past(Shell shell, string? text) => text is null
        ? null
        : new TimeText(shell.Clock).Past(text)
            ?? throw new CommandException($"'{text}' is not a time.", $"Known forms: {TimeText.Examples}, yesterday", ExitCodes.Usage);

    /// <summary><c>--expires</c>.</summary>
    public static Option<string?> Expires(string limits) => new("--expires") { Description = $"How long it is good for: {limits}.", HelpName = "duration" };

    /// <summary>A span; null when none is given.</summary>
    /// <exception cref="CommandException">The text is no span.</exception>
    public static TimeSpan? Span(string? text) => text is null
        ? null
        : DurationText.Parse(text) is { Ticks: > 0 } span
            ? span
            : throw new CommandException($"'{text}' is not a duration.", "It looks like 30m, 24h or 7d.", ExitCodes.Usage);

    /// <summary><c>--reason</c>.</summary>
    public static Option<string> Reason() => new("--reason") { Description = "Why, for those who see it later.", HelpName = "text", Required = true };

    /// <summary>The reason that was given.</summary>
    /// <exception cref="CommandException">It is blank.</exception>
    public static string ReasonOf(string text) => text.Trim() is { Length: > 0 } reason
        ? reason
        : throw new CommandException("A reason of no words is none.", "--reason \"the canary's disk is full\"", ExitCodes.Usage);
}
