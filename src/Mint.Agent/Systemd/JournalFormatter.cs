using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Mint.Agent.Systemd;

/// <summary>
/// One line an entry, with the priority that journald reads (sd-daemon(3)); the message alone, for the journal knows time and unit.
/// </summary>
internal sealed class JournalFormatter() : ConsoleFormatter(FormatName)
{
    /// <summary>Its name among the console's formats.</summary>
    public const string FormatName = "journal";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
        {
            message += " " + exception;
        }

        textWriter.Write('<');
        textWriter.Write(PriorityOf(logEntry.LogLevel));
        textWriter.Write('>');
        textWriter.WriteLine(message.ReplaceLineEndings(" "));
    }

    private static char PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Critical => '2',
        LogLevel.Error => '3',
        LogLevel.Warning => '4',
        LogLevel.Information => '6',
        _ => '7',
    };
}
