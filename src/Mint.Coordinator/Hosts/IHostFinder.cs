using Mint.Coordinator.Access;

namespace Mint.Coordinator.Hosts;

/// <summary>Finds hosts by a filter, as far as the caller may see them.</summary>
internal interface IHostFinder
{
    /// <summary>All that match, by name.</summary>
    /// <param name="filter">As for lists of hosts; <c>all:yes</c> matches every host.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the filter can't be read.</exception>
    Task<IReadOnlyList<FoundHost>> FindAsync(string filter, Caller caller, CancellationToken ct);
}

/// <summary>A host that was found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Connected">Whether its stream is up, with whichever coordinator.</param>
internal sealed record FoundHost(string Name, bool Connected);
