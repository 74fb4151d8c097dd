namespace Mint.Core.Config;

/// <summary>What loading <c>mint.yaml</c> gave.</summary>
/// <param name="Fleet">Null when there are problems.</param>
/// <param name="Problems">All mistakes in the file.</param>
public sealed record FleetResult(FleetConfig? Fleet, IReadOnlyList<Problem> Problems);

/// <summary>What loading one host gave.</summary>
/// <param name="Host">Null when there are problems.</param>
/// <param name="Problems">All mistakes in all files that the host is made of, ordered by place.</param>
public sealed record HostResult(HostConfig? Host, IReadOnlyList<Problem> Problems);
