using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Services;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>Units that only a test knows, and systemd's manager.</summary>
internal sealed class ServiceCases : IConformanceCases
{
    private const string Stem = "mint-conformance";
    private const string Service = Stem + ".service";
    private const string Timer = Stem + ".timer";
    private const string People = "/etc/systemd/system/";

    // Where a package's units are, as far as masking goes, and yet no package writes there.
    private const string Packaged = "/usr/local/lib/systemd/system/";

    private static readonly UnitSpec Up = new(Enabled: true, Running: true);

    public IEnumerable<ConformanceCase> Cases =>
    [
        Unit("service", Service, Up, new UnitSpec(Enabled: false, Running: true), Systemctl("stop", Service), (People + Service, Lasting())) with
        {
            Refresh = Invocation.Effect(Service),
        },
        Unit("disabled", Service, new UnitSpec(true, null), Up, Systemctl("disable", Service), (People + Service, Lasting())),
        Unit("timer", Timer, Up, new UnitSpec(Enabled: true, Running: false), Systemctl("disable", "--now", Timer),
            (People + Timer, "[Timer]\nOnCalendar=yearly\n[Install]\nWantedBy=timers.target\n"), (People + Service, Lasting())),
        Unit("masked", Service, new UnitSpec(null, Running: false, Masked: true), Up, Systemctl("unmask", Service), (Packaged + Service, Lasting())),
        Unit("fails-when-stopped", Service, Up, new UnitSpec(Enabled: true, Running: false), Systemctl("stop", Service),
            (People + Service, FailingWhenStopped)),
        Manager,
    ];

    private static string FailingWhenStopped =>
        Text("two", "/bin/sh -c 'trap \"exit 3\" TERM; while true; do sleep 1; done'", "multi-user.target");

    private static ConformanceCase Manager => ConformanceCase.Trigger(
        new ManagerProvider(),
        "changed-unit-file",
        ManagerProvider.Id.Name,
        new ManagerSpec(),
        new RefreshEffect(
            async (host, ct) =>
            {
                // The running unit keeps the manager from reading its file again by itself.
                Write(host, People + Service, Lasting("before"));
                await Systemctl("daemon-reload")(host, ct);
                await Systemctl("restart", Service)(host, ct);
                Write(host, People + Service, Lasting("after"));
            },
            async (host, ct) =>
                (await host.RunAsync(new Command("systemctl", "show", "--property=Description", "--value", "--", Service), ct)).Output.Trim() == "after")) with
    {
        Arrange = FakeSystemd.Install,
        Skip = NoSystemd,
        CleanUp = RemoveAsync,
    };

    /// <summary>Why units can't be tried here; null when they can.</summary>
    public static string? NoSystemd(IHostReader host) => host.Stat("/run/systemd/system") is null ? "systemd does not run" : null;

    /// <summary>Runs systemctl, as a person would.</summary>
    public static Func<IHost, CancellationToken, Task> Systemctl(params string[] arguments) =>
        async (host, ct) => (await host.RunAsync(new Command("systemctl", arguments), ct)).EnsureSuccess();

    private static ConformanceCase Unit(
        string name, string unit, UnitSpec spec, UnitSpec changed, Func<IHost, CancellationToken, Task> tamper, params (string Path, string Text)[] files) =>
        new(new UnitProvider(), name, unit, spec, changed, tamper)
        {
            Arrange = FakeSystemd.Install,
            Skip = NoSystemd,
            Prepare = async (host, ct) =>
            {
                if (files.Any(f => host.ReadFile(f.Path) is not { } bytes || Encoding.UTF8.GetString(bytes) != f.Text))
                {
                    Array.ForEach(files, f => Write(host, f.Path, f.Text));
                    await Systemctl("daemon-reload")(host, ct);
                }
            },
            CleanUp = RemoveAsync,
        };

    private static async Task RemoveAsync(IHost host, CancellationToken ct)
    {
        await host.RunAsync(new Command("systemctl", "stop", Timer, Service), ct);
        foreach (var path in new[] { People + Service, People + Timer, Packaged + Service })
        {
            host.Delete(path);
        }

        await Systemctl("daemon-reload")(host, ct);
        await host.RunAsync(new Command("systemctl", "reset-failed", Service), ct);
    }

    private static string Lasting(string description = "one") => Text(description, "/bin/sleep infinity", "multi-user.target");

    // Without a limit of starts: a test starts it more often in ten seconds than systemd lets anybody.
    private static string Text(string description, string command, string target) =>
        $"[Unit]\nDescription={description}\nStartLimitIntervalSec=0\n[Service]\nType=exec\nExecStart={command}\n[Install]\nWantedBy={target}\n";

    private static void Write(IHost host, string path, string text)
    {
        // Of a minimal host only /usr/local/lib is there.
        foreach (var folder in new[] { "/usr/local/lib", "/usr/local/lib/systemd", "/usr/local/lib/systemd/system" }.Where(f => host.Stat(f) is null))
        {
            host.CreateDirectory(folder, Scratch.Directory);
        }

        host.WriteFile(path, Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
    }
}
