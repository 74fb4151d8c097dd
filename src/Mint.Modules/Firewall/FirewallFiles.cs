namespace Mint.Modules.Firewall;

/// <summary>Where the firewall's files are.</summary>
internal static class FirewallFiles
{
    /// <summary>Our state.</summary>
    public const string State = "/var/lib/mint-agent";

    /// <summary>The folder of all of them.</summary>
    public const string Folder = State + "/firewall";

    /// <summary>The table as it is loaded, also at boot.</summary>
    public const string Table = Folder + "/table.nft";

    /// <summary>A table that is still to prove itself.</summary>
    public const string Candidate = Folder + "/candidate.nft";

    /// <summary>Fetched lists.</summary>
    public const string Blocklists = Folder + "/blocklists";

    /// <summary>The unit that loads the table at boot.</summary>
    public const string Unit = "/etc/systemd/system/" + UnitName;

    /// <summary>The link that starts it.</summary>
    public const string Link = "/etc/systemd/system/sysinit.target.wants/" + UnitName;

    /// <summary>Its name.</summary>
    public const string UnitName = "mint-firewall.service";

    /// <summary>nft itself.</summary>
    public const string Nft = "/usr/sbin/nft";

    /// <summary>For root alone: who may come from where is nobody else's business.</summary>
    public static FileAccess Private { get; } = new(0, 0, 0x180);

    /// <summary>Directories, likewise.</summary>
    public static FileAccess PrivateFolder { get; } = new(0, 0, 0x1C0);

    /// <summary>
    /// After nftables.service, whose configuration begins with <c>flush ruleset</c>, and after what takes back a table that was not confirmed before
    /// the power went; before the network, so that no packet comes before the rules.
    /// </summary>
    public const string UnitText = """
        # Written by mint-agent; edit the config repo instead.
        [Unit]
        Description=Firewall of mint-agent, as it last was
        DefaultDependencies=no
        ConditionPathExists=/var/lib/mint-agent/firewall/table.nft
        RequiresMountsFor=/var/lib/mint-agent
        Wants=network-pre.target
        After=local-fs.target systemd-modules-load.service nftables.service mint-agent-revert-boot.service
        Before=network-pre.target shutdown.target
        Conflicts=shutdown.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/sbin/nft -f /var/lib/mint-agent/firewall/table.nft

        [Install]
        WantedBy=sysinit.target

        """;

    /// <summary>The file of a fetched list.</summary>
    public static string BlocklistOf(string name) => $"{Blocklists}/{name}.nft";
}
