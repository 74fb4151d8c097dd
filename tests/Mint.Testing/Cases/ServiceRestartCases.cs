using Mint.Core.Hosts;
using Mint.Modules.Updates;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>A service whose program was replaced while it ran, as an upgrade does.</summary>
internal sealed class ServiceRestartCases : IConformanceCases
{
    /// <summary>The service.</summary>
    public const string Unit = "mint-conformance.service";

    private const string UnitFile = "/run/systemd/system/" + Unit;
    private const string Folder = "/opt/mint-conformance";

    // All other services of a real host that happen to run something old are none of the test's business.
    private static readonly ServiceRestartSpec OnlyOurs =
        new([.. "abcdefghijklnopqrstuvwxyz".Select(c => $"{c}*.service"), "ma*.service", "mo*.service", "my*.service"], []);

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(new ServiceRestartProvider(), "replaced-program", ServiceRestartProvider.Pending.Name, OnlyOurs, OnlyOurs, ReplaceAsync)
        {
            Arrange = FakeReplacedProgram.Install,
            Skip = ServiceCases.NoSystemd,
            Prepare = async (host, ct) =>
            {
                await Run("mkdir", "-p", Folder)(host, ct);
                await Run("cp", "--remove-destination", "/bin/sleep", $"{Folder}/program")(host, ct);
                // Started is when it runs the program: before that, replacing it would not be noticed.
                await Scratch.Write(UnitFile, $"[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=exec\nExecStart={Folder}/program infinity\n")(host, ct);
                await Run("systemctl", "daemon-reload")(host, ct);
                await Run("systemctl", "restart", Unit)(host, ct);
                await ReplaceAsync(host, ct);
            },
            CleanUp = async (host, ct) =>
            {
                await host.RunAsync(new Command("systemctl", "stop", Unit), ct);
                host.Delete(UnitFile);
                await Run("rm", "-rf", Folder)(host, ct);
                await Run("systemctl", "daemon-reload")(host, ct);
            },
        },
    ];

    private static async Task ReplaceAsync(IHost host, CancellationToken ct)
    {
        await Run("cp", "/bin/sleep", $"{Folder}/program.dpkg-new")(host, ct);
        await Run("mv", $"{Folder}/program.dpkg-new", $"{Folder}/program")(host, ct);
        await Run("touch", "/var/lib/dpkg/status")(host, ct);
    }

    private static Func<IHost, CancellationToken, Task> Run(string program, params string[] arguments) =>
        async (host, ct) => (await host.RunAsync(new Command(program, arguments), ct)).EnsureSuccess();
}
