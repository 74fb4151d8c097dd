namespace Mint.Modules.Updates;

/// <summary>Reads what <c>apt-get -s</c> prints of an upgrade.</summary>
internal static class UpgradeSimulation
{
    private const string Verb = "Inst ";

    /// <summary>
    /// The upgrades among its lines, which read <c>Inst libssl3 [3.0.14-1] (3.0.15-1 Debian-Security:12/stable-security [amd64]) []</c>. A line
    /// without a version in brackets is a new package, which comes along with what needs it.
    /// </summary>
    public static IReadOnlyList<Upgrade> Parse(string output) =>
        [.. output.Split('\n').Where(l => l.StartsWith(Verb, StringComparison.Ordinal)).Select(ParseLine).OfType<Upgrade>()];

    private static Upgrade? ParseLine(string line)
    {
        var words = line[Verb.Length..].Split(' ', 3);
        if (words.Length < 3 || !words[1].StartsWith('[') || !words[2].StartsWith('('))
        {
            return null;
        }

        var candidate = words[2][1..];
        var end = candidate.IndexOf(')', StringComparison.Ordinal);
        candidate = end < 0 ? candidate : candidate[..end];
        var (version, origins) = candidate.Split(' ', 2) is [var v, var rest] ? (v, rest) : (candidate, "");
        var architecture = origins.LastIndexOf(" [", StringComparison.Ordinal);
        return new Upgrade(words[0], words[1].Trim('[', ']'), version, architecture < 0 ? origins : origins[..architecture]);
    }
}
