using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>The reading half of a host: what looks through it can't change the host, not even by a cast.</summary>
public class ReadingHost(IHostReader host) : IHostReader
{
    public DateTimeOffset Now => host.Now;

    public FileEntry? Stat(string path) => host.Stat(path);

    public byte[]? ReadFile(string path, int maxBytes = 16 << 20) => host.ReadFile(path, maxBytes);

    public string? HashFile(string path) => host.HashFile(path);

    public IReadOnlyList<string> List(string directory) => host.List(directory);

    public T Parse<T>(string path, Func<byte[]?, T> parser) where T : class => host.Parse(path, parser);

    public T Remember<T>(string key, Func<T> compute) where T : class => host.Remember(key, compute);

    public ValueTask<CommandResult> QueryAsync(ReadOnlyCommand command, CancellationToken ct) => host.QueryAsync(command, ct);

    public ValueTask<IReadOnlyDictionary<string, LoadedUnit>> LoadedUnitsAsync(CancellationToken ct) => host.LoadedUnitsAsync(ct);

    public uint? NetfilterGeneration() => host.NetfilterGeneration();

    public NetworkLink? FindLink(string name) => host.FindLink(name);

    public IReadOnlyList<NetworkRoute> Routes() => host.Routes();

    public WireGuardDevice? FindWireGuard(string name) => host.FindWireGuard(name);

    public void Forget() => host.Forget();
}
