using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mint.LabTests.Hosts;

/// <summary>
/// A Debian server with a kernel of its own, booted by qemu from a <see cref="MachineDisk"/>; thrown away when disposed. Without hardware support for
/// virtual machines it boots in half a minute. It is reached over ssh; machines that were started together share a network, in which the n-th has the
/// address 192.0.2.n.
/// </summary>
internal sealed class VirtualMachine : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly MachineDisk disk;
    private readonly int port;
    private readonly Process process;
    private readonly StringBuilder console = new();

    private VirtualMachine(string name, MachineDisk disk, int port, Process process)
    {
        (Name, this.disk, this.port, this.process) = (name, disk, port, process);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its hostname.</summary>
    public string Name { get; }

    /// <summary>Switches some on that share a network, and waits until they can be logged in to.</summary>
    /// <param name="disk">What they boot from; it stays as it is.</param>
    /// <param name="names">Their hostnames.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<IReadOnlyList<VirtualMachine>> StartAsync(MachineDisk disk, IReadOnlyList<string> names, CancellationToken ct)
    {
        // A multicast group on this machine carries their network.
        var group = FreePort(SocketType.Dgram, ProtocolType.Udp);
        var starts = names.Select((name, i) => StartAsync(disk, group, i + 1, name, ct)).ToList();
        try
        {
            return await Task.WhenAll(starts);
        }
        catch
        {
            foreach (var started in starts.Where(s => s.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Runs a shell script as root; it may fail.</summary>
    public async Task<Outcome> TryAsync(string script, CancellationToken ct) =>
        await LocalCommand.TryAsync("ssh", [.. disk.LoginOptions, "-p", $"{port}", "root@127.0.0.1", "bash", "-c", Quoted(script)], ct: ct) with { Command = $"{Name}: {script}" };

    /// <summary>Runs a shell script as root, which must succeed, and gives its output without the last line end.</summary>
    public async Task<string> RunAsync(string script, CancellationToken ct) => (await TryAsync(script, ct)).Succeeded().TrimEnd('\n');

    /// <summary>Writes a file; its directory is made when missing.</summary>
    public Task WriteAsync(string path, string content, string mode, CancellationToken ct) => RunAsync(
        $"mkdir -p \"$(dirname '{path}')\" && echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(content))} | base64 -d > '{path}' && chmod {mode} '{path}'", ct);

    /// <summary>What systemd and the journal say, to explain a failed test.</summary>
    public async Task<string> ExplainAsync() =>
        $"{await TryAsync("systemctl --failed --no-pager; journalctl -b -n 60 --no-pager; ip -d address; wg show", CancellationToken.None)}\n{Console()}";

    /// <summary>Pulls the plug.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<VirtualMachine> StartAsync(MachineDisk disk, int group, int number, string name, CancellationToken ct)
    {
        var port = FreePort(SocketType.Stream, ProtocolType.Tcp);
        var start = new ProcessStartInfo("qemu-system-x86_64", Arguments(disk, group, number, name, port))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var machine = new VirtualMachine(name, disk, port, Process.Start(start) ?? throw new InvalidOperationException("qemu did not start"));
        try
        {
            await machine.BootedAsync(ct);
            return machine;
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(machine.Console());
            await machine.DisposeAsync();
            throw;
        }
    }

    private static string[] Arguments(MachineDisk disk, int group, int number, string name, int port) =>
    [
        "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "1", "-m", "512", "-nographic", "-no-reboot", "-monitor", "none",
        "-kernel", disk.Kernel,
        "-append", $"root=/dev/nvme0n1 rw console=ttyS0 net.ifnames=0 quiet mint.machine={number} mint.name={name}",
        "-drive", $"file={disk.Path},if=none,id=disk,format=raw,snapshot=on", "-device", "nvme,drive=disk,serial=root",
        "-netdev", $"user,id=out,hostfwd=tcp:127.0.0.1:{port}-:22", "-device", $"virtio-net-pci,netdev=out,mac=52:54:00:00:01:{number:x2}",
        "-netdev", $"socket,id=between,mcast=230.0.0.77:{group},localaddr=127.0.0.1", "-device", $"virtio-net-pci,netdev=between,mac=52:54:00:00:02:{number:x2}",
    ];

    private static int FreePort(SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (socket.LocalEndPoint as IPEndPoint)?.Port ?? throw new InvalidOperationException("the socket has no port");
    }

    private static string Quoted(string script) => $"'{script.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private async Task BootedAsync(CancellationToken ct)
    {
        Outcome answer;
        do
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{Name} did not boot: qemu ended with {process.ExitCode}");
            }

            await Task.Delay(Pause, ct);
            answer = await TryAsync("systemctl is-system-running --wait", ct);
        }
        while (answer.ExitCode == 255);

        answer.Succeeded();
    }

    private void Note(string? line)
    {
        lock (console)
        {
            console.AppendLine(line);
        }
    }

    private string Console()
    {
        lock (console)
        {
            return $"console of {Name}:\n{console}";
        }
    }
}
