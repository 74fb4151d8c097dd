namespace Mint.LabTests.Hosts;

/// <summary>The coordinator's Debian package that <c>deploy/lab/prepare</c> built from this checkout.</summary>
internal static class CoordinatorPackage
{
    private const string PathOnHost = "/var/tmp/mint-coordinator.deb";

    private static readonly string Stamp = Repository.At("artifacts", "deb", "coordinator.from");

    /// <summary>The package file.</summary>
    public static FileInfo File { get; } = new(System.IO.File.ReadAllLines(Stamp)[1]);

    /// <summary>Installs it, as an administrator would.</summary>
    public static async Task InstallAsync(LabHost host, CancellationToken ct)
    {
        await host.CopyAsync(File, PathOnHost, ct);
        await host.RunAsync($"DEBIAN_FRONTEND=noninteractive dpkg -i {PathOnHost}", ct);
    }
}
