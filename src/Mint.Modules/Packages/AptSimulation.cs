namespace Mint.Modules.Packages;

/// <summary>Reads what <c>apt-get -s</c> prints.</summary>
internal static class AptSimulation
{
    /// <summary>Packages that the transaction would take away.</summary>
    public static IReadOnlyList<string> Removed(string output) =>
    [
        .. output.Split('\n')
            .Where(line => line.StartsWith("Remv ", StringComparison.Ordinal) || line.StartsWith("Purg ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1])
            .Distinct(),
    ];
}
