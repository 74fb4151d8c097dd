namespace Mint.Core.Providers;

/// <summary>Gathers what fails of a batch, so that the rest of it goes on and each resource is told its own failure.</summary>
public sealed class BatchFailures
{
    private readonly Dictionary<string, ResourceException> parts = new(StringComparer.Ordinal);

    /// <summary>Notes a failure of one resource; its first failure is the one that counts.</summary>
    public void Add(string name, FailureKind kind, string message) => Add([name], kind, message);

    /// <summary>Notes a failure that several resources share.</summary>
    public void Add(IEnumerable<string> names, FailureKind kind, string message)
    {
        ArgumentNullException.ThrowIfNull(names);
        var failure = new ResourceException(kind, message);
        foreach (var name in names)
        {
            parts.TryAdd(name, failure);
        }
    }

    /// <summary>Acts for some resources of the batch, and notes it as theirs when it fails.</summary>
    public async Task AttemptAsync(IEnumerable<string> names, Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            await action();
        }
        catch (ResourceException failure)
        {
            foreach (var name in names)
            {
                parts.TryAdd(name, failure);
            }
        }
    }

    /// <summary>Throws what was noted.</summary>
    /// <exception cref="ResourceException">Something was noted.</exception>
    public void ThrowIfAny()
    {
        if (parts.Count > 0)
        {
            throw ResourceException.OfBatch(parts);
        }
    }
}
