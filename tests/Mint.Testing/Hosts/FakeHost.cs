using System.Collections.Concurrent;
using System.Security.Cryptography;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Hosts;

/// <summary>What a fake program does: all its state is in the host's files and units, as a real program's is.</summary>
public delegate CommandResult FakeProgram(Command command, FakeHost host);

/// <summary>What a fake query answers.</summary>
public delegate CommandResult FakeQuery(ReadOnlyCommand command, FakeHost host);

/// <summary>
/// A host in memory. Providers change it through <see cref="IHost"/>, which is written to <see cref="Log"/>; tests and fake
/// programs use <see cref="Files"/> and <see cref="Units"/> directly.
/// </summary>
public sealed class FakeHost : IHost
{
    private readonly ConcurrentDictionary<string, object> remembered = new();

    public FakeHost() => Files = new FakeFileTree(() => Now);

    /// <summary>A host that looks like a fresh, tiny Debian.</summary>
    public static FakeHost Debian() => FakeDebian.Seed(new FakeHost());

    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public FakeFileTree Files { get; }

    /// <summary>By program name, without its directory. A program that is not here is not installed.</summary>
    public Dictionary<string, FakeProgram> Programs { get; } = new(StringComparer.Ordinal);

    /// <summary>By program name. A program that is not here is not installed.</summary>
    public Dictionary<string, FakeQuery> Queries { get; } = new(StringComparer.Ordinal);

    /// <summary>What systemd has loaded.</summary>
    public Dictionary<string, LoadedUnit> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that can't be read, as for an unprivileged user.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Every change asked of the host, in order: <c>write /etc/motd</c>, <c>run apt-get update</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Every program run, in order.</summary>
    public List<Command> Commands { get; } = [];

    public void Advance(TimeSpan by) => Now += by;

    public FileEntry? Stat(string path) => Files.Find(path)?.ToEntry();

    public byte[]? ReadFile(string path, int maxBytes = 16 << 20)
    {
        if (Unreadable.Contains(path))
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path}: permission denied");
        }

        return Files.Find(path, followLast: true) switch
        {
            null => null,
            { Type: not FileType.File } => throw new ResourceException(FailureKind.NeedsPerson, $"{path} is not a regular file"),
            { Content: var content } when content.Length > maxBytes =>
                throw new ResourceException(FailureKind.NeedsPerson, $"{path} is larger than {maxBytes} bytes"),
            { Content: var content } => [.. content],
        };
    }

    public string? HashFile(string path) => ReadFile(path, int.MaxValue) is { } content ? Convert.ToHexStringLower(SHA256.HashData(content)) : null;

    public IReadOnlyList<string> List(string directory) => [.. Files.Find(directory, followLast: true)?.Children.Keys ?? Enumerable.Empty<string>()];

    public T Parse<T>(string path, Func<byte[]?, T> parser) where T : class => Remember($"parse:{path}:{typeof(T)}", () => parser(ReadFile(path)));

    public T Remember<T>(string key, Func<T> compute) where T : class => (T)remembered.GetOrAdd(key, _ => compute());

    public ValueTask<CommandResult> QueryAsync(ReadOnlyCommand command, CancellationToken ct) => new(Remember(
        command.Key,
        () => Queries.TryGetValue(command.Program, out var query) ? query(command, this) : Missing(command.Program)));

    public ValueTask<IReadOnlyDictionary<string, LoadedUnit>> LoadedUnitsAsync(CancellationToken ct) =>
        new(Remember("units", () => new Dictionary<string, LoadedUnit>(Units)));

    /// <summary>The kernel's number of its netfilter rules; fake programs raise it.</summary>
    public uint? Generation { get; set; } = 1;

    /// <summary>Network interfaces by name.</summary>
    public Dictionary<string, NetworkLink> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>Routes of the main table.</summary>
    public List<NetworkRoute> RouteTable { get; } = [];

    /// <summary>WireGuard interfaces by name.</summary>
    public Dictionary<string, WireGuardDevice> WireGuard { get; } = new(StringComparer.Ordinal);

    public uint? NetfilterGeneration() => Generation;

    public NetworkLink? FindLink(string name) => Links.GetValueOrDefault(name);

    public IReadOnlyList<NetworkRoute> Routes() => [.. RouteTable];

    public WireGuardDevice? FindWireGuard(string name) => WireGuard.GetValueOrDefault(name);

    public void Forget() => remembered.Clear();

    public void WriteFile(string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        Mutate($"write {path}");
        Replace(path, new FakeNode
        {
            Type = FileType.File,
            Content = content.ToArray(),
            Mode = access.Mode,
            Uid = access.Uid,
            Gid = access.Gid,
            ModifiedAt = Now,
        });
    }

    public void SetAccess(string path, FileAccess access)
    {
        Mutate($"access {path}");
        SetAccess(Files.Find(path) ?? throw new ResourceException(FailureKind.Retry, $"{path} does not exist"), access);
    }

    public void CreateDirectory(string path, FileAccess access)
    {
        Mutate($"mkdir {path}");
        var existing = Files.Find(path);
        if (existing is { Type: not FileType.Directory })
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path} exists and is not a directory");
        }

        if (existing is null)
        {
            Replace(path, existing = new FakeNode { Type = FileType.Directory, ModifiedAt = Now });
        }

        SetAccess(existing, access);
    }

    public void CreateLink(string path, string target)
    {
        Mutate($"link {path}");
        Replace(path, new FakeNode { Type = FileType.Link, Target = target, Mode = 0x1FF, ModifiedAt = Now });
    }

    public void Move(string path, string newPath)
    {
        Mutate($"move {path} {newPath}");
        Replace(newPath, Files.Find(path) ?? throw new ResourceException(FailureKind.Retry, $"{path} does not exist"));
        Files.Remove(path);
    }

    public void Delete(string path)
    {
        Mutate($"delete {path}");
        if (Files.Find(path) is { Children.Count: > 0 })
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path} is not empty");
        }

        Files.Remove(path);
    }

    public Task<CommandResult> RunAsync(Command command, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Mutate($"run {command}");
        Commands.Add(command);
        var name = FakeFileTree.NameOf(command.Program);
        command = HandSecrets(command);
        var result = Programs.TryGetValue(name, out var program) ? program(command, this) : Missing(name);
        Forget();
        return Task.FromResult(result);
    }

    /// <summary>As the real host does it, except that the files stay to be looked at.</summary>
    private Command HandSecrets(Command command)
    {
        foreach (var (word, secret) in command.SecretFiles)
        {
            var path = $"/run/secret-{word.Trim('@')}";
            Files.Put(path, new FakeNode { Type = FileType.File, Mode = 0x180, Content = System.Text.Encoding.UTF8.GetBytes(secret.Reveal()) });
            command = command with { Arguments = [.. command.Arguments.Select(a => a.Replace(word, path, StringComparison.Ordinal))] };
        }

        return command;
    }

    private static CommandResult Missing(string program) => new(program, CommandResult.NotFound, "", "");

    private static void SetAccess(FakeNode node, FileAccess access)
    {
        (node.Uid, node.Gid) = (access.Uid, access.Gid);
        node.Mode = node.Type == FileType.Link ? node.Mode : access.Mode;
    }

    private void Mutate(string what)
    {
        Log.Add(what);
        Forget();
    }

    private void Replace(string path, FakeNode node)
    {
        if (Files.Find(FakeFileTree.ParentOf(path), followLast: true) is not { Type: FileType.Directory })
        {
            throw new ResourceException(FailureKind.Retry, $"{FakeFileTree.ParentOf(path)} does not exist");
        }

        if (Files.Find(path) is { Type: FileType.Directory })
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path} is a directory");
        }

        Files.Put(path, node);
    }
}
