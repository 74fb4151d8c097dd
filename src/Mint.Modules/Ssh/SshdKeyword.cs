using System.Text.RegularExpressions;

namespace Mint.Modules.Ssh;

/// <summary>What there is to know of a keyword of sshd_config without asking sshd.</summary>
internal static partial class SshdKeyword
{
    // sshd takes all lines of these; of every other keyword only the first counts.
    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        "Port", "ListenAddress", "HostKey", "HostCertificate", "AllowUsers", "DenyUsers", "AllowGroups", "DenyGroups", "AcceptEnv", "Subsystem",
    };

    // Of these a line in another file opens what ours means to close.
    private static readonly HashSet<string> Opening = new(StringComparer.OrdinalIgnoreCase) { "Port", "ListenAddress", "AllowUsers", "AllowGroups" };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ChallengeResponseAuthentication"] = "KbdInteractiveAuthentication",
        ["SkeyAuthentication"] = "KbdInteractiveAuthentication",
        ["PubkeyAcceptedKeyTypes"] = "PubkeyAcceptedAlgorithms",
        ["HostbasedAcceptedKeyTypes"] = "HostbasedAcceptedAlgorithms",
    };

    /// <summary>Whether a text has the form of a keyword.</summary>
    public static bool IsValid(string keyword) => Form().IsMatch(keyword);

    /// <summary>Whether all lines of it count, not only the first.</summary>
    public static bool IsList(string keyword) => Lists.Contains(keyword);

    /// <summary>Whether a value that another file adds lets in what ours leaves out.</summary>
    public static bool IsOpening(string keyword) => Opening.Contains(keyword);

    /// <summary>The present name of a keyword that was renamed; any other as it is.</summary>
    public static string Canonical(string keyword) => Aliases.GetValueOrDefault(keyword, keyword);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{1,39}\z")]
    private static partial Regex Form();
}
