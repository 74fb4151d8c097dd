using Mint.Cli.Printing;

namespace Mint.Cli.Doctor;

/// <summary>A full disk stops the ledger and every file.</summary>
internal sealed class DiskCheck(string stateDirectory) : IHealthCheck
{
    private const long Little = 1L << 30;
    private const long TooLittle = 200L << 20;

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public Task<Finding> LookAsync(CancellationToken ct)
    {
        var places = new[] { "/", Existing(stateDirectory) }.Distinct().Select(p => new DriveInfo(p)).ToList();
        var least = places.MinBy(d => d.AvailableFreeSpace);
        return Task.FromResult(least is null ? Finding.Unknown("no file system found") : Judge(least));
    }

    private static Finding Judge(DriveInfo drive)
    {
        var message = $"{Wording.Bytes((ulong)drive.AvailableFreeSpace)} free on {drive.Name}";
        return drive.AvailableFreeSpace switch
        {
            < TooLittle => Finding.Fail(message, "Make room: journalctl --vacuum-size=200M, apt-get clean, docker system df"),
            < Little => Finding.Warn(message, "Make room before it is full: journalctl --disk-usage, apt-get clean"),
            _ => Finding.Ok(message),
        };
    }

    private static string Existing(string directory) => Directory.Exists(directory) ? directory : "/";
}
