namespace Mint.Core.Hosts;

/// <summary>
/// A program that only reads. The constructor is private: this file is the closed list of what observing may run, so
/// reviewing it is reviewing the promise that a plan cannot mutate. Every factory says why the program does not write.
/// </summary>
public sealed record ReadOnlyCommand
{
    private ReadOnlyCommand(string program, params string[] arguments) => (Program, Arguments) = (program, arguments);

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Equal queries of one pass are answered from memory; this is the key.</summary>
    public string Key => $"{Program}\0{string.Join('\0', Arguments)}";

    /// <summary>Whether a unit is enabled, for the rare unit that symlinks do not tell; <c>is-enabled</c> only prints.</summary>
    public static ReadOnlyCommand UnitIsEnabled(string unit) => new("systemctl", "is-enabled", "--", unit);

    /// <summary>State of units, where D-Bus can't be reached; <c>show</c> only prints.</summary>
    public static ReadOnlyCommand ShowUnits() => new(
        "systemctl", "list-units", "--all", "--plain", "--no-legend", "--no-pager", "--full");

    /// <summary>Version that apt would install; <c>policy</c> only prints.</summary>
    public static ReadOnlyCommand AptPolicy(IEnumerable<string> packages) => new("apt-cache", ["policy", "--", .. packages]);

    /// <summary>Locales that are generated; <c>-a</c> only prints.</summary>
    public static ReadOnlyCommand Locales() => new("locale", "-a");

    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
