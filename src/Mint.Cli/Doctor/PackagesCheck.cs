namespace Mint.Cli.Doctor;

/// <summary>An interrupted dpkg keeps every package from being installed.</summary>
internal sealed class PackagesCheck : IHealthCheck
{
    private const string Journal = "/var/lib/dpkg/updates";
    private const string Lists = "/var/lib/apt/lists";

    /// <inheritdoc/>
    public string Name => "apt";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        if (Directory.Exists(Journal) && Directory.EnumerateFileSystemEntries(Journal).Any())
        {
            return Finding.Fail("dpkg was interrupted", "Let it finish: sudo dpkg --configure -a");
        }

        var audit = await Tool.PrintedAsync("dpkg", ["--audit"], ct);
        if (audit is null)
        {
            return Finding.Unknown("dpkg is not here or does not answer");
        }

        if (audit.Trim().Length > 0)
        {
            return Finding.Fail("some packages are only half installed", "See which: dpkg --audit; mend them: sudo dpkg --configure -a && sudo apt-get -f install");
        }

        return Directory.Exists(Lists) && Directory.EnumerateFiles(Lists, "*_Packages*").Any()
            ? Finding.Ok("dpkg is consistent, apt knows packages")
            : Finding.Warn("apt has no package lists yet", "The agent fetches them when it needs them; by hand: sudo apt-get update");
    }
}
