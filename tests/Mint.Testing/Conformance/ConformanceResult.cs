namespace Mint.Testing.Conformance;

/// <summary>How one property of one case came out.</summary>
/// <param name="Kind">Kind of resource.</param>
/// <param name="Case">The case's name.</param>
/// <param name="Property">One of <see cref="ConformanceProperties"/>.</param>
/// <param name="Ok">Whether it holds; true when skipped.</param>
/// <param name="Skipped">Whether it was not tried here, with the reason in <paramref name="Message"/>.</param>
/// <param name="Message">What went wrong, or why it was skipped; empty when it holds.</param>
public sealed record ConformanceResult(string Kind, string Case, string Property, bool Ok, bool Skipped, string Message);

/// <summary>A property does not hold.</summary>
public sealed class ConformanceException(string message) : Exception(message);
