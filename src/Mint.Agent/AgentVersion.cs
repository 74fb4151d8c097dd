namespace Mint.Agent;

/// <summary>This build's version.</summary>
internal static class AgentVersion
{
    /// <summary>Three numbers, as in the package: <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(AgentVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
