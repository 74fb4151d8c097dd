using Mint.Modules.Files;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>A file that is judged in a copy of fail2ban's configuration.</summary>
internal sealed class Fail2banCases : IConformanceCases
{
    private const string Jails = "/etc/fail2ban/jail.d/mint-conformance.local";

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(
            new FileProvider(),
            "checked-in-a-copy",
            Jails,
            Jail("maxretry = 7\n"),
            Jail("maxretry = 8\nbantime = 60\n"),
            Scratch.Write(Jails, "[DEFAULT\n"))
        {
            Arrange = FakeFail2ban.Install,
            Skip = host => host.Stat("/etc/fail2ban/jail.d") is null ? "fail2ban is not installed" : null,
        },
    ];

    private static FileSpec Jail(string text) => FileSpec.Readable("[DEFAULT]\n" + text) with { Check = FileCheck.Fail2ban };
}
