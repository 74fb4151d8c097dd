using System.Globalization;
using Grpc.Core;

namespace Mint.Coordinator.Access;

/// <summary>A call that is turned away before any service sees it, told in the caller's own way: gRPC or plain HTTP.</summary>
/// <param name="Code">What kind, as gRPC names it.</param>
/// <param name="HttpStatus">The same, as HTTP names it.</param>
/// <param name="Message">Why.</param>
internal sealed record Refusal(StatusCode Code, int HttpStatus, string Message)
{
    /// <summary>Who calls is not known.</summary>
    public static Refusal Unauthenticated(string why) => new(StatusCode.Unauthenticated, StatusCodes.Status401Unauthorized, why);

    /// <summary>Who calls may not do this.</summary>
    public static Refusal Denied(string why) => new(StatusCode.PermissionDenied, StatusCodes.Status403Forbidden, why);

    /// <summary>Too many failed tries.</summary>
    public static Refusal TooMany(string why) => new(StatusCode.ResourceExhausted, StatusCodes.Status429TooManyRequests, why);

    /// <summary>Not now, for a reason of ours.</summary>
    public static Refusal Unavailable(string why) => new(StatusCode.Unavailable, StatusCodes.Status503ServiceUnavailable, why);

    /// <summary>Nothing is served here by that name.</summary>
    public static Refusal NothingHere { get; } = new(StatusCode.Unimplemented, StatusCodes.Status404NotFound, "nothing is served here by that name");

    /// <summary>Answers the call.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            response.StatusCode = HttpStatus;
            return response.WriteAsJsonAsync(new { code = (int)Code, message = Message }, context.RequestAborted);
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)Code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(Message);
        return Task.CompletedTask;
    }
}
