using System.Text;
using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Control;
using Mint.Agent.Loop;
using Mint.Core.Graph;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Reports;

/// <summary>From our types to the link's messages, each bounded.</summary>
internal static class LinkMapping
{
    /// <summary>The longest text of a message.</summary>
    public const int MostText = 4 * 1024;

    private const int MostNeeds = 100;
    private const int MostDifference = 16 * 1024;
    private const int MostEvent = 64 * 1024;
    private const int MostConcernTexts = 1024 * 1024;
    private const int MostNeedsTexts = 512 * 1024;

    /// <summary>Maps an event.</summary>
    public static Wire.Event ToWire(LedgerEvent entry)
    {
        var wire = ControlMapping.ToWire(entry with { Differences = [] });
        wire.Summary = BoundedText.Cut(wire.Summary, MostText);
        wire.LikelyBy = BoundedText.Cut(wire.LikelyBy, MostText);
        wire.Resource = BoundedText.Cut(wire.Resource, MostText);
        wire.Origin = BoundedText.Cut(wire.Origin, MostText);
        AddDifferences(wire, entry.Differences);
        return wire;
    }

    /// <summary>
    /// Maps the resources of the desired state. What they need of each other is to be looked at only, and is left off where it would not fit one message.
    /// </summary>
    public static IEnumerable<Wire.ResourceReference> ToWire(IReadOnlyList<Resource> resources)
    {
        var room = MostNeedsTexts;
        foreach (var resource in resources)
        {
            var reference = new Wire.ResourceReference
            {
                Resource = BoundedText.Cut(resource.Id.ToString(), MostText),
                Origin = BoundedText.Cut(resource.Origin.ToString(), MostText),
                ObservedOnly = resource.Mode == Mode.Observe,
            };
            foreach (var need in resource.DependsOn.Take(MostNeeds).Select(id => BoundedText.Cut(id.ToString(), MostText)))
            {
                room -= Encoding.UTF8.GetByteCount(need) + sizeof(int);
                if (room < 0)
                {
                    break;
                }

                reference.Needs.Add(need);
            }

            yield return reference;
        }
    }

    /// <summary>Maps what is not well; the texts of all together stay within what one message may hold.</summary>
    public static IEnumerable<Wire.Concern> ToWire(IReadOnlyList<Concern> concerns)
    {
        var most = Math.Min(MostText, MostConcernTexts / Math.Max(1, concerns.Count));
        return concerns.Select(concern => new Wire.Concern
        {
            Resource = BoundedText.Cut(concern.Id.ToString(), MostText),
            Condition = concern.Condition.ToString().ToLowerInvariant(),
            Message = BoundedText.Cut(concern.Message, most),
            Until = concern.Until is { } until ? Timestamp.FromDateTimeOffset(until) : null,
            Origin = BoundedText.Cut(concern.Origin, MostText),
            FailureKind = concern.FailureKind,
        });
    }

    private static void AddDifferences(Wire.Event wire, IReadOnlyList<Core.Providers.Difference> differences)
    {
        var room = MostEvent - wire.CalculateSize() - MostText;
        foreach (var difference in differences)
        {
            var bounded = ToWire(difference);
            room -= bounded.CalculateSize() + sizeof(int);
            if (room < 0)
            {
                wire.Differences.Add(new Wire.Difference { Attribute = "…", After = $"{differences.Count - wire.Differences.Count} more differences (cut)" });
                return;
            }

            wire.Differences.Add(bounded);
        }
    }

    private static Wire.Difference ToWire(Core.Providers.Difference difference)
    {
        var wire = ControlMapping.ToWire(difference);
        wire.Attribute = BoundedText.Cut(wire.Attribute, MostText);
        wire.Origin = BoundedText.Cut(wire.Origin, MostText);
        if (wire.HasBefore)
        {
            wire.Before = BoundedText.Cut(wire.Before, MostDifference);
        }

        if (wire.HasAfter)
        {
            wire.After = BoundedText.Cut(wire.After, MostDifference);
        }

        return wire;
    }
}
