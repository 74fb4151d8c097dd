using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Mint.Coordinator.Access;

/// <summary>How long something shall be good for, as a caller asks.</summary>
internal static class Lifetime
{
    /// <summary>The time asked for, or the usual one.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: none, or too long.</exception>
    public static TimeSpan Of(Duration? asked, TimeSpan usual, TimeSpan longest)
    {
        if (asked is null)
        {
            return usual;
        }

        // Compared before it is converted: a duration of the protocol can be longer than any here.
        return asked.Seconds > 0 && asked.Nanos is >= 0 and < 1_000_000_000 && asked.Seconds <= longest.TotalSeconds && asked.ToTimeSpan() <= longest
            ? asked.ToTimeSpan()
            : throw new RpcException(new Status(StatusCode.InvalidArgument, $"expires_in: expected 1 s to {longest.TotalDays:0} days"));
    }
}
