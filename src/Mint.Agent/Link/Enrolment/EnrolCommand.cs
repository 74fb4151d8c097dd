using Mint.Agent.Configuration;
using Mint.Agent.Link.Identity;
using Mint.Core.Providers;
using Mint.Platform.Configuration;

namespace Mint.Agent.Link.Enrolment;

/// <summary><c>mint-agent enrol</c>: makes this host known to the coordinator. A person runs it once, beside the daemon or before it.</summary>
/// <param name="input">Where a token of '-' is read from.</param>
/// <param name="output">Where the outcome is told.</param>
/// <param name="error">Where it is told why not.</param>
/// <param name="machineIdPath">Where the machine's identity is.</param>
/// <param name="time">The clock.</param>
internal sealed class EnrolCommand(TextReader input, TextWriter output, TextWriter error, string machineIdPath, TimeProvider time)
{
    private const int Failed = 1;

    /// <summary>Runs it.</summary>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken ct)
    {
        if (words is ["--help" or "-h"])
        {
            await output.WriteLineAsync(EnrolArguments.Usage);
            return 0;
        }

        if (EnrolArguments.Parse(words) is not { } arguments)
        {
            await error.WriteLineAsync(EnrolArguments.Usage);
            return CommandLine.UsageError;
        }

        var (options, mistakes) = AgentOptionsReader.Read(arguments.Config);
        if (options is null)
        {
            await error.WriteLineAsync(string.Join('\n', mistakes));
            return CommandLine.ConfigurationError;
        }

        try
        {
            await EnrolAsync(arguments, options, ct);
            return 0;
        }
        catch (Exception failure) when (failure is EnrolmentException or ResourceException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }

    private async Task EnrolAsync(EnrolArguments arguments, AgentOptions options, CancellationToken ct)
    {
        var coordinator = Choose(arguments, options);
        var token = EnrolmentToken.Parse(arguments.ReadToken(input))
            ?? throw new EnrolmentException("That is not a token: expected mint1.… as 'mint host add' prints it, whole and in one line.");
        var machine = MachineId.Read(machineIdPath)
            ?? throw new EnrolmentException($"This machine has no identity in {machineIdPath}; make one with: systemd-machine-id-setup");
        await new Enroller(coordinator, options.Host, machine, new IdentityFiles(options.IdentityDirectory), time).EnrolAsync(token, ct);
        await output.WriteLineAsync($"{options.Host} is enrolled with {coordinator}; its identity is in {options.IdentityDirectory}.");
        if (options.Coordinator is not null)
        {
            await output.WriteLineAsync("A running agent connects within two minutes; at once with: systemctl restart mint-agent");
            return;
        }

        await output.WriteLineAsync(CoordinatorSection.Append(arguments.Config, coordinator)
            ? $"Added the coordinator to {arguments.Config}. Let the agent read it with: systemctl restart mint-agent"
            : $"Add these lines to {arguments.Config}, then: systemctl restart mint-agent\n\n{CoordinatorSection.Lines(coordinator)}");
    }

    private static Uri Choose(EnrolArguments arguments, AgentOptions options)
    {
        var named = arguments.Coordinator is not { } text ? null : CoordinatorSettings.Parse(text)
            ?? throw new EnrolmentException($"--coordinator: expected an address such as https://coordinator.example.org:7443, found '{text}'");
        if (named is not null && options.Coordinator is { } other && named != other)
        {
            throw new EnrolmentException($"{arguments.Config} names the coordinator {other}. Change it there, or leave out --coordinator.");
        }

        return named ?? options.Coordinator ?? throw new EnrolmentException(
            $"{arguments.Config} names no coordinator. Add --coordinator https://…, or these lines to the file:\n\n{CoordinatorSection.Lines(new Uri("https://coordinator.example.org:7443"))}");
    }
}
