using System.Text;
using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>Keeps what was handed to the host and what every user of it could see, and can let every program fail.</summary>
internal sealed class WitnessHost(IHost host, bool failing) : InterceptingHost(host)
{
    /// <summary>What only root sees: contents and standard inputs.</summary>
    public StringBuilder Private { get; } = new();

    /// <summary>What every user sees: arguments and environments.</summary>
    public StringBuilder Public { get; } = new();

    protected override void OnWrite(string path, ReadOnlySpan<byte> content) => Private.AppendLine(Encoding.UTF8.GetString(content));

    protected override async Task<CommandResult> OnRunAsync(Command command, CancellationToken ct)
    {
        Private.AppendLine(command.Input);
        Private.AppendLine(command.SecretInput?.Reveal());
        foreach (var secret in command.SecretFiles.Values)
        {
            Private.AppendLine(secret.Reveal());
        }

        Public.AppendLine(command.ToString()).AppendJoin('\n', command.Environment.Values);
        return failing ? new CommandResult(command.Program, 1, "", $"failed: {command}") : await base.OnRunAsync(command, ct);
    }
}
