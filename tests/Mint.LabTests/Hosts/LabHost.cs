using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Mint.LabTests.Hosts;

/// <summary>A freshly booted Debian server with systemd, thrown away when disposed.</summary>
public sealed class LabHost : IAsyncDisposable
{
    private readonly IContainer _container;

    private LabHost(IContainer container, DebianRelease release)
    {
        _container = container;
        Release = release;
    }

    /// <summary>The host's Debian release.</summary>
    public DebianRelease Release { get; }

    /// <summary>The container's name, as <c>docker</c> knows it.</summary>
    public string Name => _container.Name.TrimStart('/');

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
        var host = new LabHost(container, release);
        try
        {
            await container.StartAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
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
    public Task CopyAsync(FileInfo source, string directory, CancellationToken ct = default) => _container.CopyAsync(source, directory, ct: ct);

    /// <summary>What the container's console and the journal of this boot end with, to explain a failed test.</summary>
    public async Task<string> ExplainAsync() => (await TryAsync("systemctl --failed --no-pager; journalctl -b -n 60 --no-pager")).ToString();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private async Task<Outcome> ExecAsync(string shown, IList<string> command, CancellationToken ct)
    {
        var result = await _container.ExecAsync(command, ct);
        return new Outcome(shown, result.ExitCode ?? -1, result.Stdout, result.Stderr);
    }
}
