using Mint.Core.Config;

namespace Mint.Core.Graph;

/// <summary>What compiling a host gave.</summary>
/// <param name="Graph">Everything that the host shall be; without what has problems.</param>
/// <param name="Problems">All mistakes that modules and the graph found, ordered by place.</param>
public sealed record CompileResult(ResourceGraph Graph, IReadOnlyList<Problem> Problems);
