namespace Mint.Modules.Packages;

/// <summary>What apt could install of one package.</summary>
/// <param name="Version">What it would choose; null when there is none (a virtual package, or no source has it).</param>
/// <param name="Available">All versions of all sources, newest first.</param>
internal sealed record AptCandidate(string? Version, IReadOnlyList<string> Available)
{
    private const string CandidateKey = "  Candidate: ";
    private const string VersionIndent = "     ";

    /// <summary>Reads what <c>apt-cache policy</c> prints: blocks headed by the name, versions at column 5, their sources further right.</summary>
    public static IReadOnlyDictionary<string, AptCandidate> Parse(string output)
    {
        var found = new Dictionary<string, AptCandidate>(StringComparer.Ordinal);
        var (name, candidate, versions) = ("", (string?)null, new List<string>());
        foreach (var line in output.Split('\n').Append(":"))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
            {
                if (name.Length > 0)
                {
                    found[name] = new AptCandidate(candidate, versions);
                }

                (name, candidate, versions) = (line.TrimEnd(':'), null, []);
            }
            else if (line.StartsWith(CandidateKey, StringComparison.Ordinal))
            {
                candidate = line[CandidateKey.Length..] is var text && text != "(none)" ? text : null;
            }
            else if (IsVersion(line))
            {
                versions.Add(line[VersionIndent.Length..].Split(' ')[0]);
            }
        }

        return found;
    }

    private static bool IsVersion(string line) =>
        line.Length > 5 && line[5] != ' ' && (line.StartsWith(VersionIndent, StringComparison.Ordinal) || line.StartsWith(" *** ", StringComparison.Ordinal));
}
