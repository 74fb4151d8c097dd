using System.ComponentModel;

namespace Mint.Core.Config;

/// <summary>A weekly time outside of which some resources are left alone.</summary>
public sealed record MaintenanceSetting
{
    /// <summary>When, in the host's time zone: <c>sat 22:00-02:00</c>.</summary>
    [Description("When, in the host's time zone: sat 22:00-02:00, mon-fri 02:00-04:00.")]
    public required string Window { get; init; }

    /// <summary>Which resources wait for it, as patterns of kind and name: <c>package/linux-image-*</c>.</summary>
    [Description("Resources that wait for it, as patterns of kind/name: package/linux-image-*.")]
    public required IReadOnlyList<string> Resources { get; init; }
}
