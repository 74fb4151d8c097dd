namespace Mint.Core.Config;

/// <summary>What others need to know of a host: its SSH host key and the names that the key stands for.</summary>
/// <param name="Name">The host's name in the config repo.</param>
/// <param name="Key">Type and base 64 of its key.</param>
/// <param name="Names">Its name, and its <c>ssh_host_names</c>.</param>
public sealed record FleetHost(string Name, string Key, IReadOnlyList<string> Names);

/// <summary>
/// The fleet's other hosts as one host sees them. Only what their own files say at the top counts, no group and no default. Worked out when
/// first asked for, since it reads the file of every host.
/// </summary>
/// <param name="read">Reads them.</param>
public sealed class FleetHosts(Func<IReadOnlyList<FleetHost>> read)
{
    private readonly Lazy<IReadOnlyList<FleetHost>> others = new(read);

    /// <summary>No other hosts.</summary>
    public static FleetHosts None => new(() => []);

    /// <summary>Those that have a key, by name.</summary>
    public IReadOnlyList<FleetHost> Others => others.Value;

    /// <summary>Whether anybody asked: then this host's configuration depends on theirs.</summary>
    public bool WereAsked => others.IsValueCreated;
}
