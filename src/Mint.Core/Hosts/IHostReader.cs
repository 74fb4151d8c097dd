namespace Mint.Core.Hosts;

/// <summary>
/// Looks at a host and can't change it. Observing and planning get this and nothing more. File look-ups are direct and
/// cheap; what is dear (a program's output, systemd's units, a parsed file) is remembered for the pass, until
/// <see cref="Forget"/> or until something is written. Safe for concurrent use.
/// </summary>
public interface IHostReader
{
    /// <summary>The host's clock, UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary><c>lstat</c>: null when absent, or when a parent is no directory.</summary>
    /// <exception cref="Providers.ResourceException">The path can't be looked at (permission).</exception>
    FileEntry? Stat(string path);

    /// <summary>The content of a regular file, links followed; null when absent.</summary>
    /// <exception cref="Providers.ResourceException">Not readable, not a regular file, or larger than <paramref name="maxBytes"/>.</exception>
    byte[]? ReadFile(string path, int maxBytes = 16 << 20);

    /// <summary>
    /// SHA-256 of a regular file, lower-case hex; null when absent. Remembered across passes as long as device, inode,
    /// size, mtime and ctime stand still.
    /// </summary>
    string? HashFile(string path);

    /// <summary>Names directly inside a directory, ordinal order; empty when it is absent.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>
    /// A file's parsed form, kept across passes until the file changes. The parser gets null when the file is absent.
    /// </summary>
    T Parse<T>(string path, Func<byte[]?, T> parser) where T : class;

    /// <summary>Any other thing worth working out once per pass.</summary>
    T Remember<T>(string key, Func<T> compute) where T : class;

    /// <summary>Runs a program of the closed list; equal queries of one pass run once. A missing program gives exit code 127.</summary>
    ValueTask<CommandResult> QueryAsync(ReadOnlyCommand command, CancellationToken ct);

    /// <summary>All units that systemd has loaded, by name; one bus call per pass. Empty where systemd does not run.</summary>
    ValueTask<IReadOnlyDictionary<string, LoadedUnit>> LoadedUnitsAsync(CancellationToken ct);

    /// <summary>
    /// The kernel's number of its present netfilter rules: it moves with every change of any table by anybody, so what was read under the same number
    /// still holds. Null where it can't be read (an unprivileged user, a kernel without nftables).
    /// </summary>
    uint? NetfilterGeneration();

    /// <summary>A network interface; null when there is none of the name.</summary>
    NetworkLink? FindLink(string name);

    /// <summary>All routes of the main table, IPv4 and IPv6; one look per pass.</summary>
    IReadOnlyList<NetworkRoute> Routes();

    /// <summary>A WireGuard interface, looked at without a program; null when there is none of the name, or it is no WireGuard interface.</summary>
    /// <exception cref="Providers.ResourceException">It is there and can't be read (permission).</exception>
    WireGuardDevice? FindWireGuard(string name);

    /// <summary>Begins a new pass: what was remembered for the last one is dropped.</summary>
    void Forget();
}
