namespace Mint.LabTests.Hosts;

/// <summary>
/// What virtual machines boot from: the disk, the kernel, and the key that logs in as root. The agent is installed and not yet configured. Machines write
/// into copies, so one disk serves many.
/// </summary>
internal sealed class MachineDisk : IDisposable
{
    private const string Image = "mint-lab/machine:bookworm";

    private readonly DirectoryInfo directory;

    private MachineDisk(DirectoryInfo directory) => this.directory = directory;

    /// <summary>The disk's file.</summary>
    public string Path => In("disk");

    /// <summary>The kernel's file.</summary>
    public string Kernel => In("vmlinuz");

    /// <summary>Options of ssh and scp.</summary>
    public IReadOnlyList<string> LoginOptions =>
        ["-i", In("key"), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=5", "-o", "BatchMode=yes"];

    /// <summary>Makes one from the lab's image, with the agent's package installed.</summary>
    public static async Task<MachineDisk> MakeAsync(CancellationToken ct)
    {
        var disk = new MachineDisk(Directory.CreateTempSubdirectory("mint-machine-"));
        try
        {
            await disk.MakeFilesAsync(ct);
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Removes the files.</summary>
    public void Dispose() => directory.Delete(recursive: true);

    private async Task MakeFilesAsync(CancellationToken ct)
    {
        await LocalCommand.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", In("key")], ct: ct);
        var container = await LocalCommand.RunAsync("docker", ["run", "-d", "--entrypoint", "sleep", Image, "600"], ct: ct);
        try
        {
            await LocalCommand.RunAsync("docker", ["cp", AgentPackage.File.FullName, $"{container}:{AgentPackage.PathOnHost}"], ct: ct);
            await LocalCommand.RunAsync("docker", ["cp", In("key.pub"), $"{container}:/var/tmp/key.pub"], ct: ct);
            const string prepare = $"""
                set -e
                DEBIAN_FRONTEND=noninteractive dpkg -i {AgentPackage.PathOnHost} && rm {AgentPackage.PathOnHost}
                install -D -m 600 -o 0 -g 0 /var/tmp/key.pub /root/.ssh/authorized_keys && chmod 700 /root/.ssh
                """;
            await LocalCommand.RunAsync("docker", ["exec", container, "bash", "-c", prepare], ct: ct);
            await LocalCommand.RunAsync("docker", ["cp", $"{container}:/boot/vmlinuz", Kernel], ct: ct);
            directory.CreateSubdirectory("root");
            await LocalCommand.RunAsync("bash", ["-c", $"set -o pipefail; docker export {container} | tar -x -C '{In("root")}'"], ct: ct);
        }
        finally
        {
            await LocalCommand.TryAsync("docker", ["rm", "-f", container], ct: CancellationToken.None);
        }

        await LocalCommand.RunAsync("mke2fs", ["-q", "-t", "ext4", "-d", In("root"), Path, "1200M"], ct: ct);
        Directory.Delete(In("root"), recursive: true);
    }

    private string In(string name) => System.IO.Path.Combine(directory.FullName, name);
}
