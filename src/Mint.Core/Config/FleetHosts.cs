namespace Mint.Core.Config;

/// <summary>What others need to know of a host: its SSH host key and the names that the key stands for.</summary>
/// <param name="Name">The host's name in the config repo.</param>
/// <param name="Key">Type and base 64 of its key.</param>
/// <param name="Names">Its name, and its <c>ssh_host_names</c>.</param>
public sealed record FleetHost(string Name, string Key, IReadOnlyList<string> Names);

/// <summary>A host as its own file shows it to the others: no group and no default is laid under it.</summary>
/// <param name="Name">The host's name in the config repo.</param>
/// <param name="Groups">Its groups, in order.</param>
/// <param name="Own">What its file says of <c>addresses</c> and <c>wireguard</c>, with variables of the file filled in.</param>
public sealed record FleetMember(string Name, IReadOnlyList<string> Groups, ConfigMap Own)
{
    /// <summary>What counts of a host's file.</summary>
    internal static readonly IReadOnlyList<string> Keys = ["addresses", "wireguard"];

    /// <summary>Under which others reach it, as written.</summary>
    public IReadOnlyList<string> Addresses => [.. ((Own["addresses"] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().Select(a => a.Text)];

    /// <summary>All that counts of it as one text: equal when nothing that others see of it differs.</summary>
    public string Digest => $"{Name} {string.Join(',', Groups)} {InlineYaml.Write(Own)}";
}

/// <summary>
/// The fleet's hosts as one host sees them. Only what their own files say at the top counts, no group and no default. Worked out when
/// first asked for, since it reads the file of every host.
/// </summary>
/// <param name="read">Reads the others' keys.</param>
/// <param name="members">Reads what all hosts show of themselves.</param>
/// <param name="config">mint.yaml.</param>
public sealed class FleetHosts(Func<IReadOnlyList<FleetHost>> read, Func<IReadOnlyList<FleetMember>>? members = null, FleetConfig? config = null)
{
    private readonly Lazy<IReadOnlyList<FleetHost>> others = new(read);
    private readonly Lazy<IReadOnlyList<FleetMember>> all = new(members ?? (() => []));

    /// <summary>No other hosts.</summary>
    public static FleetHosts None => new(() => []);

    /// <summary>Those that have a key, by name.</summary>
    public IReadOnlyList<FleetHost> Others => others.Value;

    /// <summary>All hosts, this one included, by name.</summary>
    public IReadOnlyList<FleetMember> Members => all.Value;

    /// <summary>What mint.yaml says of the whole fleet.</summary>
    public FleetConfig Config { get; } = config ?? new FleetConfig { Version = FleetConfig.CurrentVersion };

    /// <summary>Whether anybody asked: then this host's configuration depends on theirs.</summary>
    public bool WereAsked => others.IsValueCreated;

    /// <summary>Whether anybody asked for the members: then this host's configuration depends on theirs.</summary>
    public bool MembersWereAsked => all.IsValueCreated;
}
