using Mint.Cli.Fleet;

namespace Mint.Cli.Watching;

/// <summary>Shows the answers of a watched question as they come.</summary>
internal interface IWatchView<in TAnswer> : IDisposable
{
    /// <summary>There is an answer.</summary>
    void Show(TAnswer answer);

    /// <summary>A second has passed, or the link was lost or found.</summary>
    /// <param name="loss">The lost link; null while it is there.</param>
    void Tick(LinkLoss? loss);
}
