using System.CommandLine;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator;

/// <summary>What a command does, once coordinator.yaml is read.</summary>
internal delegate Task<int> CommandAction(CoordinatorOptions options, ParseResult parse, CancellationToken ct);

/// <summary>Gives an action the options, or tells what is wrong with coordinator.yaml.</summary>
internal delegate Func<ParseResult, CancellationToken, Task<int>> OptionsReading(CommandAction run);
