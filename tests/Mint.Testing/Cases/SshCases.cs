using Mint.Core.Hosts;
using Mint.Modules.Ssh;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>sshd's settings, once with a port of their own.</summary>
internal sealed class SshCases : IConformanceCases
{
    public IEnumerable<ConformanceCase> Cases =>
    [
        Case(
            "port",
            Spec(("Port", ["22", "2222"]), ("PermitRootLogin", ["prohibit-password"]), ("PasswordAuthentication", ["no"])),
            Spec(("Port", ["22", "2223"]), ("PermitRootLogin", ["prohibit-password"]), ("MaxAuthTries", ["3"])),
            Scratch.Edit(SshdConfiguration.Own, text => text.Replace("PasswordAuthentication no", "PasswordAuthentication yes", StringComparison.Ordinal))),
        Case(
            "lists",
            Spec(("AllowUsers", ["root", "mint-*"]), ("AcceptEnv", ["MINT_*"])),
            Spec(("AllowGroups", ["root", "sudo"])),
            Scratch.Delete(SshdConfiguration.Own)),
    ];

    private static ConformanceCase Case(string name, SshdSpec spec, SshdSpec changed, Func<IHost, CancellationToken, Task> tamper) =>
        new(new SshdProvider(TimeProvider.System), name, SshdProvider.Id.Name, spec, changed, tamper)
        {
            Arrange = FakeSshd.Install,
            Skip = host => host.Stat("/usr/sbin/sshd") is null ? "openssh-server is not installed" : null,

            // Systemd lets nobody reload so often in ten seconds.
            Prepare = async (host, ct) => await host.RunAsync(new Command("systemctl", "reset-failed", "ssh.service"), ct),
        };

    private static SshdSpec Spec(params (string Keyword, string[] Values)[] settings) =>
        new(settings.ToDictionary(s => s.Keyword, s => (IReadOnlyList<string>)s.Values));
}
