using System.CommandLine;
using Mint.Cli.Doctor;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Configuration;

namespace Mint.Cli.Commands;

/// <summary><c>mint doctor</c>: what stands in the agent's way?</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var config = new Option<string>("--config") { Description = "The agent's own configuration.", HelpName = "path", DefaultValueFactory = _ => AgentSettings.DefaultPath };
        var command = new Command(
            "doctor", "Check what a person would: clock, DNS, Git, signers, coordinator, apt, disk, agent, ports; each with how to mend. Works without the agent.")
        {
            config, socket,
        };
        command.SetAction(async (parse, ct) =>
        {
            var configuration = ConfigurationCheck.Read(parse.GetRequiredValue(config));
            var report = await new Examination(Checks(configuration, parse.GetRequiredValue(socket), shell.Clock), shell.Clock).RunAsync(ct);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(report, ReportsJson.Document.DoctorReport);
            }
            else
            {
                new DoctorPage(shell.Screen(parse)).Print(report);
            }

            return report.Checks.Any(c => c.Verdict == "failure") ? ExitCodes.Error : ExitCodes.Ok;
        });
        return command.WithExamples(
            "0 nothing stands in the way, 1 something does, 64 wrong command line",
            ("sudo mint doctor", "as root it sees everything"));
    }

    private static IReadOnlyList<IHealthCheck> Checks(ConfigurationCheck configuration, string socket, TimeProvider clock)
    {
        var settings = configuration.Settings;
        var address = settings is null ? null : RepositoryAddress.Of(settings.Repository.Url);
        return
        [
            configuration,
            new AgentCheck(socket, clock),
            new ClockCheck(),
            new DnsCheck(address),
            new GitCheck(address),
            new SignersCheck(settings),
            new CoordinatorCheck(settings, socket, clock),
            new PackagesCheck(),
            new DiskCheck(settings?.StateDirectory ?? "/var/lib/mint-agent"),
            new MetricsPortCheck(settings?.Metrics ?? "127.0.0.1:9465"),
        ];
    }
}
