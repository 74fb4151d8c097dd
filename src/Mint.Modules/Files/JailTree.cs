using Mint.Core.Hosts;

namespace Mint.Modules.Files;

/// <summary>A copy of fail2ban's whole configuration: it reads no file of it alone.</summary>
/// <param name="place">A directory of our own.</param>
internal sealed class JailTree(string place)
{
    private const string Live = "/etc/fail2ban";

    private string Copy => place + "/fail2ban";

    /// <summary>Whether fail2ban reads a file of this path.</summary>
    public static bool Holds(string path) => HostPath.IsUnder(path, Live);

    /// <summary>Copies what is there, and gives the candidate's place in the copy.</summary>
    public async Task<string> MakeAsync(string path, IHost host, CancellationToken ct)
    {
        await RemoveAsync(host, ct);
        host.CreateDirectory(place, new FileAccess(0, 0, 0x1C0));
        (await host.RunAsync(new Command("cp", "-a", "--", Live, Copy), ct)).EnsureSuccess();
        return Copy + path[Live.Length..];
    }

    /// <summary>What judges the copy.</summary>
    public Command Check() => new("fail2ban-client", "-c", Copy, "-t");

    /// <summary>Removes the copy.</summary>
    public async Task RemoveAsync(IHost host, CancellationToken ct)
    {
        if (host.Stat(place) is not null)
        {
            (await host.RunAsync(new Command("rm", "-rf", "--", place), ct)).EnsureSuccess();
        }
    }
}
