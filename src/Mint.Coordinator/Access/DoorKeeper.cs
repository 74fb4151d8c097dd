using System.Data.Common;
using Mint.Coordinator.Enrolment;

namespace Mint.Coordinator.Access;

/// <summary>
/// Stands behind both listeners: what is for agents answers agents only, everything else only people and tools; and hosts come in with
/// a certificate that is good now.
/// </summary>
internal sealed partial class DoorKeeper(RequestDelegate next, AgentIdentities identities, ILogger<DoorKeeper> logger)
{
    /// <summary>Lets a call pass, or turns it away.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var came = context.Features.Get<Door>()?.Side;
        var sign = context.GetEndpoint()?.Metadata.GetMetadata<DoorSign>();
        // On the agents' side even what does not exist is not asked for a token.
        if (came != (sign?.Side ?? Side.Api))
        {
            await Refusal.NothingHere.WriteAsync(context);
            return;
        }

        if (sign is { NeedsCertificate: true } && await AdmitAsync(context) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        await next(context);
    }

    private async Task<Refusal?> AdmitAsync(HttpContext context)
    {
        try
        {
            return await identities.AdmitAsync(context);
        }
#pragma warning disable CA1031 // whatever the driver throws, the host shall hear that it may try again
        catch (Exception away) when (!context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogAway(away.Message, away is DbException ? null : away);
            return Refusal.Unavailable("the coordinator's store can't be reached, try again later");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A host was turned away because the store can't be reached: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
