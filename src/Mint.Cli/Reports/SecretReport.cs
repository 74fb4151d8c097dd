namespace Mint.Cli.Reports;

/// <summary>All secrets of a config repo: <c>mint secret check --json</c>. No value is ever in it.</summary>
/// <param name="Secrets">By name.</param>
internal sealed record SecretList(IReadOnlyList<SecretReport> Secrets);

/// <summary>One secret.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Changed">Day on which its value was set; null when it has none.</param>
/// <param name="Generated">How many random characters it has; null when a person chose it.</param>
/// <param name="Hosts">Hosts that can decrypt it.</param>
/// <param name="Admins">Administrators who can decrypt it.</param>
/// <param name="KnownTo">Who once could read this very value, with the day on which that ended.</param>
/// <param name="Uses">Places that ask for it, by host.</param>
/// <param name="Current">Whether it is encrypted to just those who shall read it.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record SecretReport(
    string Name,
    string? Changed,
    int? Generated,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Admins,
    IReadOnlyDictionary<string, string> KnownTo,
    IReadOnlyList<SecretUseReport> Uses,
    bool Current,
    IReadOnlyList<ProblemReport> Problems);

/// <summary>One place that asks for a secret.</summary>
/// <param name="Host">The host.</param>
/// <param name="Path">Key path in its configuration.</param>
/// <param name="Origin">Where it is written.</param>
internal sealed record SecretUseReport(string Host, string Path, string Origin);

/// <summary>A secret's value: <c>mint secret show --json</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record SecretValueReport(string Name, string Value);

/// <summary>What was encrypted anew, or would be: <c>mint secret rekey --json</c>.</summary>
/// <param name="Rekeyed">By name.</param>
/// <param name="DryRun">Whether nothing was written.</param>
internal sealed record RekeyReport(IReadOnlyList<RekeyedSecret> Rekeyed, bool DryRun);

/// <summary>One secret that was encrypted anew.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file.</param>
/// <param name="Gained">Who can decrypt it from now on.</param>
/// <param name="Lost">Who can't decrypt the new file; they may know the value, and hold old commits.</param>
internal sealed record RekeyedSecret(string Name, string File, IReadOnlyList<string> Gained, IReadOnlyList<string> Lost);
