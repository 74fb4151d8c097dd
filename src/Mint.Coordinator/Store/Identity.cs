namespace Mint.Coordinator.Store;

/// <summary>This process among the coordinators that share a store.</summary>
internal sealed class Identity
{
    /// <summary>Made anew at each start.</summary>
    public string Instance { get; } = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    /// <summary>This build's version, three numbers.</summary>
    public static string Version { get; } = typeof(Identity).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
