using Mint.Core.Hosts;
using Mint.Platform.Linux.Files;
using Mint.Platform.Linux.Network;
using Mint.Platform.Linux.Programs;
using Mint.Platform.Linux.Units;

namespace Mint.Platform.Linux;

/// <summary>Looks at the machine it runs on, and has no way to change it.</summary>
/// <param name="time">The clock.</param>
public class LinuxHostReader(TimeProvider time) : IHostReader
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromMinutes(1);

    private readonly FileMemory files = new(time);
    private volatile PassMemory pass = new();

    /// <summary>A reader with the system's clock.</summary>
    public LinuxHostReader() : this(TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <inheritdoc/>
    public FileEntry? Stat(string path) => FileReader.Stat(path);

    /// <inheritdoc/>
    public byte[]? ReadFile(string path, int maxBytes = 16 << 20) => FileReader.Read(path, maxBytes)?.Content;

    /// <inheritdoc/>
    public string? HashFile(string path) => files.Hash(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory) => FileReader.List(directory);

    /// <inheritdoc/>
    public T Parse<T>(string path, Func<byte[]?, T> parser) where T : class =>
        pass.Remember((path, typeof(T)), () => files.Parse(path, 64 << 20, parser));

    /// <inheritdoc/>
    public T Remember<T>(string key, Func<T> compute) where T : class => pass.Remember(key, compute);

    /// <inheritdoc/>
    public ValueTask<CommandResult> QueryAsync(ReadOnlyCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var run = new ProgramRun(command.Program, command.Arguments) { Timeout = QueryTimeout, Grace = TimeSpan.Zero };
        return pass.RememberAsync(("query", command.Key), () => ProgramRunner.RunAsync(run, time, ct));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, LoadedUnit>> LoadedUnitsAsync(CancellationToken ct) =>
        pass.RememberAsync("units", () => UnitLister.ListAsync(this, ct));

    /// <inheritdoc/>
    public uint? NetfilterGeneration() => KernelNetwork.NetfilterGeneration();

    /// <inheritdoc/>
    public NetworkLink? FindLink(string name) => KernelNetwork.FindLink(name);

    /// <inheritdoc/>
    public IReadOnlyList<NetworkRoute> Routes() => pass.Remember("routes", KernelNetwork.Routes);

    /// <inheritdoc/>
    public WireGuardDevice? FindWireGuard(string name) => KernelNetwork.FindWireGuard(name);

    /// <inheritdoc/>
    public void Forget() => pass = new PassMemory();
}
