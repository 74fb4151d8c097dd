namespace Mint.Cli.Doctor;

/// <summary>The coordinator, which this version of the agent does not speak with.</summary>
internal sealed class CoordinatorCheck : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "coordinator";

    /// <inheritdoc/>
    public Task<Finding> LookAsync(CancellationToken ct) =>
        Task.FromResult(Finding.Unknown("not configured: this agent works from Git alone and reports to nobody"));
}
