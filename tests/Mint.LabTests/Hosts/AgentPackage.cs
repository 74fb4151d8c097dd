namespace Mint.LabTests.Hosts;

/// <summary>The Debian package that <c>deploy/lab/prepare</c> built from this checkout.</summary>
internal static class AgentPackage
{
    /// <summary>Where a host keeps it while it is installed.</summary>
    public const string PathOnHost = "/var/tmp/mint-agent.deb";

    private static readonly string Stamp = Repository.At("artifacts", "deb", "from");

    /// <summary>The package file.</summary>
    public static FileInfo File { get; } = new(System.IO.File.ReadAllLines(Stamp)[1]);

    /// <summary>Installs it, as an administrator would.</summary>
    public static async Task InstallAsync(LabHost host, CancellationToken ct)
    {
        await host.CopyAsync(File, PathOnHost, ct);
        await host.RunAsync($"DEBIAN_FRONTEND=noninteractive dpkg -i {PathOnHost}", ct);
    }
}
