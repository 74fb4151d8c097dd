using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Mint.Cli.Fleet;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary>A command that lists what a filter picks, once or following it.</summary>
/// <typeparam name="TAnswer">The list.</typeparam>
/// <typeparam name="TItem">One of it.</typeparam>
internal sealed record FleetListCommand<TAnswer, TItem>
    where TAnswer : class
{
    private const int DefaultLimit = 1000;

    /// <summary>The command's word.</summary>
    public required string Name { get; init; }

    /// <summary>What it lists, one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Examples of what the filter takes.</summary>
    public required string Keys { get; init; }

    /// <summary>Asks the coordinator: filter, and how many at most.</summary>
    public required Func<FleetClient, string, int, CancellationToken, Task<TAnswer>> Ask { get; init; }

    /// <summary>How the answers to a question are shown and followed.</summary>
    public required Func<Func<CancellationToken, Task<TAnswer>>, Watched<TAnswer, TItem>> Watched { get; init; }

    /// <summary>How the list is written as JSON.</summary>
    public required JsonTypeInfo<TAnswer> Json { get; init; }

    /// <summary>Makes the command.</summary>
    public Command Create(Shell shell)
    {
        var filter = FleetOptions.Filter(Keys);
        var limit = FleetOptions.Limit(DefaultLimit);
        var watch = FleetOptions.Watch();
        var command = new Command(Name, Description) { filter, limit, watch };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);
            var watched = Watched(token => Ask(client, FleetOptions.FilterOf(parse.GetValue(filter)), parse.GetValue(limit), token));
            if (parse.GetValue(watch))
            {
                return await new Watcher(shell, connection).RunAsync(parse, watched, ct);
            }

            shell.PrintAnswer(parse, await watched.Ask(null, ct), watched.Page, Json);
            return ExitCodes.Ok;
        });
        return command;
    }
}
