namespace Mint.Core.Graph;

/// <summary>Whether the agent changes the host or only reports.</summary>
public enum Mode
{
    /// <summary>Make the host match.</summary>
    Enforce,

    /// <summary>Report what differs, change nothing.</summary>
    Observe,
}
