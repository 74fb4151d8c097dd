using System.Text.Json.Serialization.Metadata;
using Mint.Cli.Fleet;
using Mint.Cli.Output;

namespace Mint.Cli.Watching;

/// <summary>A question that can be asked again whenever there is news, and how to show its answers.</summary>
/// <typeparam name="TAnswer">A whole answer.</typeparam>
/// <typeparam name="TItem">What a line tells of.</typeparam>
internal sealed record Watched<TAnswer, TItem>
{
    /// <summary>Asks; gets the answer before, null the first time.</summary>
    public required Func<TAnswer?, CancellationToken, Task<TAnswer>> Ask { get; init; }

    /// <summary>Which news make another answer likely.</summary>
    public required FleetNews Wakes { get; init; }

    /// <summary>Which events are news, in the filter language of events.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Prints a whole answer.</summary>
    public required Action<Screen, TAnswer> Page { get; init; }

    /// <summary>The items of an answer, in the order to tell of them.</summary>
    public required Func<TAnswer, IEnumerable<TItem>> Items { get; init; }

    /// <summary>Tells an item from the others.</summary>
    public required Func<TItem, string> Key { get; init; }

    /// <summary>What is told of an item; the same again is no news.</summary>
    public required Func<TItem, string> Told { get; init; }

    /// <summary>Prints one item.</summary>
    public required Action<Screen, TItem> Line { get; init; }

    /// <summary>How an item is written as JSON.</summary>
    public required JsonTypeInfo<TItem> Json { get; init; }

    /// <summary>Whether what the first answer holds was there before, and so is not told.</summary>
    public bool FromNow { get; init; }

    /// <summary>Whether an item that an answer no longer has is gone; otherwise it has only become old.</summary>
    public bool TellsRemoved { get; init; }
}
