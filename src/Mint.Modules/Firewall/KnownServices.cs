namespace Mint.Modules.Firewall;

/// <summary>Services that everybody knows by name, with their registered ports.</summary>
internal static class KnownServices
{
    /// <summary>sshd; its ports are those of the <c>ssh</c> section.</summary>
    public const string Ssh = "ssh";

    /// <summary>WireGuard; its ports are those of the fleet's networks.</summary>
    public const string WireGuard = "wireguard";

    private static readonly Dictionary<string, PortRange[]> Ports = new(StringComparer.Ordinal)
    {
        ["dns"] = [Tcp(53), Udp(53)],
        ["ftp"] = [Tcp(21)],
        ["http"] = [Tcp(80)],
        ["http3"] = [Udp(443)],
        ["https"] = [Tcp(443)],
        ["imap"] = [Tcp(143)],
        ["imaps"] = [Tcp(993)],
        ["ldap"] = [Tcp(389)],
        ["ldaps"] = [Tcp(636)],
        ["mysql"] = [Tcp(3306)],
        ["node-exporter"] = [Tcp(9100)],
        ["ntp"] = [Udp(123)],
        ["pop3s"] = [Tcp(995)],
        ["postgresql"] = [Tcp(5432)],
        ["redis"] = [Tcp(6379)],
        ["rsync"] = [Tcp(873)],
        ["sieve"] = [Tcp(4190)],
        ["smtp"] = [Tcp(25)],
        ["smtps"] = [Tcp(465)],
        ["snmp"] = [Udp(161)],
        ["submission"] = [Tcp(587)],
        ["syslog"] = [Udp(514)],
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Ports.Keys.Append(Ssh).Append(WireGuard);

    /// <summary>The ports; null when the name is not known.</summary>
    public static IReadOnlyList<PortRange>? Find(string name) => Ports.GetValueOrDefault(name);

    private static PortRange Tcp(int port) => new("tcp", port, port);

    private static PortRange Udp(int port) => new("udp", port, port);
}
