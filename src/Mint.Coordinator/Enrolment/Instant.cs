using Google.Protobuf.WellKnownTypes;

namespace Mint.Coordinator.Enrolment;

/// <summary>Times that strangers send.</summary>
internal static class Instant
{
    /// <summary>The time; null when it is none that there can be.</summary>
    public static DateTimeOffset? Of(Timestamp sent)
    {
        try
        {
            return sent.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
