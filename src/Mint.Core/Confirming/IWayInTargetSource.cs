using Mint.Core.Graph;

namespace Mint.Core.Confirming;

/// <summary>Knows where the host is reached from outside.</summary>
public interface IWayInTargetSource
{
    /// <summary>As it is now.</summary>
    WayInTargets InForce { get; }

    /// <summary>As it will be.</summary>
    WayInTargets Of(ResourceGraph desired);
}
