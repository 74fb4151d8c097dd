using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>Something on this host that has to say something to the coordinator now and then.</summary>
internal interface ILinkVoice
{
    /// <summary>Raised when there is something to say. Handlers must be quick.</summary>
    event EventHandler? Changed;

    /// <summary>What is to be said; null for nothing. What it gives counts as said.</summary>
    Wire.ConnectRequest? Next();
}
