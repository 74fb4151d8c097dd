namespace Mint.Core.Graph;

/// <summary>Everything that one host shall be, in an order in which it can be made. Built by <see cref="GraphBuilder"/>.</summary>
public sealed class ResourceGraph
{
    private readonly Dictionary<ResourceId, Resource> byId;

    internal ResourceGraph(IReadOnlyList<Resource> inOrder)
    {
        InOrder = inOrder;
        byId = inOrder.ToDictionary(r => r.Id);
    }

    /// <summary>No resources.</summary>
    public static ResourceGraph Empty { get; } = new([]);

    /// <summary>All resources, each after what it needs and after what notifies it; equal input gives equal order.</summary>
    public IReadOnlyList<Resource> InOrder { get; }

    /// <summary>Finds a resource; null when the graph does not want it.</summary>
    public Resource? Find(ResourceId id) => byId.GetValueOrDefault(id);
}
