using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Ssh;

/// <summary>
/// Changes our file under a running sshd. What was there is kept beside until sshd was seen to answer with the new: whoever comes after a
/// crash between the two finds it, and goes on. After a reboot sshd has the new file anyway, and the note is gone.
/// </summary>
internal sealed class LiveSshd(IHost host, TimeProvider time)
{
    /// <summary>Where what was there is kept.</summary>
    public const string Note = "/run/mint-check/sshd.before";

    /// <summary>sshd's unit.</summary>
    public const string Service = "ssh.service";

    private const string Before = Note;
    private const string Absent = "-";
    private const string Present = "+";

    private static readonly FileAccess RootOnlyDirectory = new(0, 0, 0x1C0);
    private static readonly FileAccess RootOnlyFile = new(0, 0, 0x180);

    // A reload closes all doors and opens them again a moment later.
    private static readonly double[] Pauses = [0.1, 0.2, 0.4, 0.8, 1.5, 3];

    // Somebody else at the port may hold every knock for seconds, and all that time nobody gets in.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>Whether a change was cut off before it was proven.</summary>
    public static bool IsUnproven(IHostReader host) => host.Stat(Before) is not null;

    /// <summary>Makes a text our file, or removes it, and sees to it that sshd answers.</summary>
    /// <param name="text">The text; null for no file.</param>
    /// <param name="addresses">Where sshd has to answer then.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ResourceException">sshd did not answer, so what was there is back.</exception>
    public async Task ChangeAsync(string? text, IReadOnlyList<ListenAddress> addresses, CancellationToken ct)
    {
        if (text is not null && IsInPlace(text) && !IsUnproven(host))
        {
            return;
        }

        var before = Remember();
        Put(text);
        if (await ComplaintAsync(addresses, ct) is { } complaint)
        {
            Put(before);
            await ReturnAsync(ct);
            host.Delete(Before);
            throw new ResourceException(FailureKind.NeedsPerson, $"with the new settings {complaint}, so the old ones are back");
        }

        host.Delete(Before);
    }

    /// <summary>Keeps what is there; what an unproven change left behind counts for nothing.</summary>
    private string? Remember()
    {
        if (host.ReadFile(Before) is { } kept)
        {
            var note = Encoding.UTF8.GetString(kept);
            return note.StartsWith(Present, StringComparison.Ordinal) ? note[Present.Length..] : null;
        }

        var text = host.ReadFile(SshdConfiguration.Own) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        host.CreateDirectory("/run/mint-check", RootOnlyDirectory);
        host.WriteFile(Before, Encoding.UTF8.GetBytes(text is null ? Absent : Present + text), RootOnlyFile);
        return text;
    }

    private bool IsInPlace(string text) =>
        host.Stat(SshdConfiguration.Own) is { Type: FileType.File, Uid: 0, Gid: 0, Mode: 0x1A4 }
        && host.ReadFile(SshdConfiguration.Own) is { } bytes && bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));

    private void Put(string? text)
    {
        if (text is null)
        {
            host.Delete(SshdConfiguration.Own);
        }
        else if (!IsInPlace(text))
        {
            host.WriteFile(SshdConfiguration.Own, Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
        }
    }

    /// <summary>Reloads sshd where it runs, and knocks; null when it answers.</summary>
    private async Task<string?> ComplaintAsync(IReadOnlyList<ListenAddress> addresses, CancellationToken ct)
    {
        if ((await host.LoadedUnitsAsync(ct)).GetValueOrDefault(Service)?.ActiveState is not ("active" or "reloading"))
        {
            return null;
        }

        var reload = await SystemctlAsync("reload", ct);
        if (!reload.Succeeded)
        {
            return $"sshd could not be reloaded ({reload.Error.Split('\n')[0].Trim()})";
        }

        var begun = time.GetTimestamp();
        var silent = addresses.Select(a => a.Port).Distinct().ToList();
        silent = await SilentAsync(silent, addresses, ct);
        foreach (var pause in Pauses.TakeWhile(_ => silent.Count > 0 && time.GetElapsedTime(begun) < Patience))
        {
            await Task.Delay(TimeSpan.FromSeconds(pause), time, ct);
            silent = await SilentAsync(silent, addresses, ct);
        }

        return silent.Count == 0 ? null : $"sshd does not answer on port {string.Join(" and ", silent)}";
    }

    /// <summary>The ports on none of whose addresses sshd shows a key.</summary>
    private async Task<List<string>> SilentAsync(List<string> ports, IReadOnlyList<ListenAddress> addresses, CancellationToken ct)
    {
        var silent = new List<string>();
        foreach (var port in ports)
        {
            var answers = false;
            foreach (var address in addresses.Where(a => a.Port == port))
            {
                answers = answers || await AnswersAsync(address, ct);
            }

            if (!answers)
            {
                silent.Add(port);
            }
        }

        return silent;
    }

    // One type of key after the other, each its own connection: sshd 9.8 and later shuts out who connects often without logging in.
    private async Task<bool> AnswersAsync(ListenAddress address, CancellationToken ct)
    {
        foreach (var type in new[] { "ed25519", "ecdsa", "rsa" })
        {
            var scan = await host.RunAsync(new Command("ssh-keyscan", "-T", "5", "-t", type, "-p", address.Port, address.Address), ct);
            if (scan.Output.Contains("ssh-", StringComparison.Ordinal) || scan.Output.Contains("ecdsa-", StringComparison.Ordinal))
            {
                return true;
            }

            if (!scan.Error.Contains("SSH-2.0", StringComparison.Ordinal) && !scan.Output.Contains("SSH-2.0", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return false;
    }

    private async Task ReturnAsync(CancellationToken ct)
    {
        var result = await SystemctlAsync("reload-or-restart", ct);
        if (!result.Succeeded)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson, $"sshd did not answer with the new settings, and could not be reloaded with the old ones, which are back: {result.Error.Trim()}");
        }
    }

    private Task<CommandResult> SystemctlAsync(string verb, CancellationToken ct) =>
        host.RunAsync(new Command("systemctl", verb, "--quiet", "--no-ask-password", "--", Service), ct);
}
