using System.ComponentModel;

namespace Mint.Core.Config;

/// <summary>How much one plan may do before a person has to release it.</summary>
public sealed record ChangeLimits
{
    /// <summary>Deletions, 0 or more.</summary>
    [Description("Deletions in one plan above which it is held until a commit allows them.")]
    public int Delete { get; set; } = 5;

    /// <summary>Restarts, 0 or more.</summary>
    [Description("Restarts in one plan above which it is held until a commit allows them.")]
    public int Restart { get; set; } = 10;
}
