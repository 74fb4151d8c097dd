using Mint.Core.Hosts;

namespace Mint.Platform.Linux.Programs;

/// <summary>What to run, whether it only reads or not. See <see cref="Command"/>.</summary>
internal sealed record ProgramRun(string Program, IReadOnlyList<string> Arguments)
{
    public string? Input { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan Grace { get; init; }

    public static ProgramRun Of(Command command) => new(command.Program, command.Arguments)
    {
        Input = command.SecretInput?.Reveal() ?? command.Input,
        Environment = command.Environment,
        Timeout = command.Timeout,
        Grace = command.Grace,
    };
}
