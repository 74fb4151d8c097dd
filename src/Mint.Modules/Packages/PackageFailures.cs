using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>Gathers what failed of a transaction; the rest of it goes on.</summary>
internal sealed class PackageFailures
{
    private readonly List<(FailureKind Kind, string Message)> all = [];

    /// <summary>Notes one failure.</summary>
    public void Add(FailureKind kind, string message) => all.Add((kind, message));

    /// <summary>Throws what was noted as one failure: to be tried again if any part is worth it.</summary>
    /// <exception cref="ResourceException">Something was noted.</exception>
    public void ThrowIfAny()
    {
        if (all.Count > 0)
        {
            var kind = all.Any(f => f.Kind == FailureKind.Retry) ? FailureKind.Retry : FailureKind.NeedsPerson;
            throw new ResourceException(kind, string.Join(" · ", all.Select(f => f.Message).Distinct()));
        }
    }
}
