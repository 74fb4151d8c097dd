namespace Mint.Cli.Doctor;

/// <summary>One thing that a person would look at when the agent does not do its work. Looks, and changes nothing.</summary>
internal interface IHealthCheck
{
    /// <summary>Its name in the list.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    Task<Finding> LookAsync(CancellationToken ct);
}
