using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Updates;
using Mint.Testing.Conformance;
using Mint.Testing.Hosts;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>A package that asked for a reboot. Only on the fake: a real host would take the test down with it.</summary>
internal sealed class RebootCases : IConformanceCases
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Required = "/run/reboot-required";

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(new RebootProvider(), "asked-for", RebootProvider.Id.Name, new RebootSpec(), new RebootSpec(), AskAsync)
        {
            Arrange = Install,
            Skip = host => host is FakeHost ? null : "it would reboot this machine; tried by hand",
            Prepare = AskAsync,
            CleanUp = Scratch.Delete(Required),
        },
    ];

    private static void Install(FakeHost host)
    {
        host.Files.WriteText(BootId, "boot-1\n");
        host.Programs["systemctl"] = (command, booted) =>
        {
            booted.Files.WriteText(BootId, booted.Files.ReadText(BootId)?.Trim() + "1\n");
            booted.Files.Remove(Required);
            return new CommandResult(command.Program, 0, "", "");
        };
    }

    /// <summary>Long after the last one, so that it is not one too many.</summary>
    private static Task AskAsync(IHost host, CancellationToken ct)
    {
        (host as FakeHost)?.Advance(TimeSpan.FromHours(2));
        host.WriteFile(Required, Encoding.UTF8.GetBytes("*** System restart required ***\n"), FileAccess.RootReadable);
        return Task.CompletedTask;
    }
}
