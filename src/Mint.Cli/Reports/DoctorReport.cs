namespace Mint.Cli.Reports;

/// <summary><c>mint doctor --json</c>.</summary>
internal sealed record DoctorReport(IReadOnlyList<CheckReport> Checks);

/// <summary>One check.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Verdict">ok, warning, failure, unknown.</param>
/// <param name="Message">What was found.</param>
/// <param name="Mend">How to mend it; null when there is nothing to mend.</param>
internal sealed record CheckReport(string Check, string Verdict, string Message, string? Mend);
