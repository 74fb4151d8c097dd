using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Mint.LabTests.Hosts;

/// <summary>A freshly booted Debian server with systemd, thrown away when disposed.</summary>
public sealed class LabHost : IAsyncDisposable
{
    private readonly IContainer? container;

    private LabHost(string name, DebianRelease release, IContainer? container)
    {
        Name = name;
        Release = release;
        this.container = container;
    }

    /// <summary>The host's Debian release.</summary>
    public DebianRelease Release { get; }

    /// <summary>The container's name, as <c>docker</c> knows it.</summary>
    public string Name { get; }

    /// <summary>A host that runs already, started by the lab's scripts; disposing leaves it running.</summary>
    public static LabHost Running(string name, DebianRelease release) => new(name, release, container: null);

    /// <summary>Boots a host and waits until systemd says <c>running</c>.</summary>
    /// <param name="release">The Debian release.</param>
    /// <param name="name">Its hostname.</param>
    /// <param name="configure">Mounts, networks and the like beyond the usual; null for none.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<LabHost> StartAsync(
        DebianRelease release, string name = "host", Func<ContainerBuilder, ContainerBuilder>? configure = null, CancellationToken ct = default)
    {
        var builder = SystemdContainer.Create(release, name);
        var container = (configure is null ? builder : configure(builder)).Build();
        try
        {
            await container.StartAsync(ct);
            return new LabHost(container.Name.TrimStart('/'), release, container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a shell script as root; it may fail.</summary>
    public Task<Outcome> TryAsync(string script, CancellationToken ct = default) => ExecAsync(script, ["bash", "-c", script], ct);

    /// <summary>Runs a shell script as root, which must succeed, and gives its output without the last line end.</summary>
    public async Task<string> RunAsync(string script, CancellationToken ct = default) => (await TryAsync(script, ct)).Succeeded().TrimEnd('\n');

    /// <summary>Runs a shell script as an ordinary user; it may fail.</summary>
    public Task<Outcome> TryAsAsync(string user, string script, CancellationToken ct = default) =>
        ExecAsync(script, ["runuser", "-u", user, "--", "bash", "-c", script], ct);

    /// <summary>Writes a file of the host; its directory is made when missing.</summary>
    public async Task WriteAsync(string path, string content, string mode = "644", CancellationToken ct = default)
    {
        // Through the shell and not as an archive: what Docker unpacks below /run or /tmp lands under the tmpfs.
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
        await RunAsync($"mkdir -p \"$(dirname '{path}')\" && echo {encoded} | base64 -d > '{path}' && chmod {mode} '{path}'", ct);
    }

    /// <summary>Copies a file of this machine to the host; not below /run or /tmp.</summary>
    public Task CopyAsync(FileInfo source, string path, CancellationToken ct = default) =>
        LocalCommand.RunAsync("docker", ["cp", source.FullName, $"{Name}:{path}"], ct: ct);

    /// <summary>Pulls the plug: every process of the host is killed at once.</summary>
    public Task CutPowerAsync(CancellationToken ct = default) => LocalCommand.RunAsync("docker", ["kill", "--signal", "KILL", Name], ct: ct);

    /// <summary>Whether the server is switched on.</summary>
    public async Task<bool> IsOnAsync(CancellationToken ct = default) =>
        await LocalCommand.RunAsync("docker", ["inspect", "--format", "{{.State.Running}}", Name], ct: ct) == "true";

    /// <summary>Switches it on again after it went down by itself: a container does not come back from a reboot as a machine does.</summary>
    public Task SwitchOnAsync(CancellationToken ct = default) => LocalCommand.RunAsync("docker", ["start", Name], ct: ct);

    /// <summary>What systemd and the journal of this boot say, to explain a failed test.</summary>
    public async Task<string> ExplainAsync() => (await TryAsync("systemctl --failed --no-pager; journalctl -b -n 60 --no-pager")).ToString();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => container?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Outcome> ExecAsync(string shown, string[] command, CancellationToken ct) =>
        await LocalCommand.TryAsync("docker", ["exec", Name, .. command], ct: ct) with { Command = shown };
}
