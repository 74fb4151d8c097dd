using System.Reflection;

namespace Mint.Testing.Conformance;

/// <summary>Cases of one kind; found by looking for implementations, so that a new kind only adds a file in Cases/.</summary>
public interface IConformanceCases
{
    /// <summary>The cases.</summary>
    IEnumerable<ConformanceCase> Cases { get; }
}

/// <summary>All cases of all kinds.</summary>
public static class ConformanceCases
{
    /// <summary>Every case, by kind and name.</summary>
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IConformanceCases)))
            .Select(t => (IConformanceCases?)Activator.CreateInstance(t))
            .SelectMany(c => c?.Cases ?? [])
            .OrderBy(c => c.ToString(), StringComparer.Ordinal),
    ];
}
