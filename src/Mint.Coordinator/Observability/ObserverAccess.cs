using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Mint.Coordinator.Access;

namespace Mint.Coordinator.Observability;

/// <summary>
/// Who may see metrics and the list of agents: whoever calls from this machine itself, and any token that may see the whole fleet. A call
/// that a proxy on this machine passes on is not from this machine; a listener without TLS is there for proxies, so there every call needs a token.
/// </summary>
internal static class ObserverAccess
{
    /// <summary>The policy's name.</summary>
    public const string Policy = "observer";

    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>Whether the caller may.</summary>
    public static bool Allows(AuthorizationHandlerContext context) => SeesAll(context.User) || (context.Resource is HttpContext http && IsLocal(http));

    private static bool IsLocal(HttpContext http) =>
        http.Request.IsHttps && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !ProxyHeaders.Any(http.Request.Headers.ContainsKey);

    private static bool SeesAll(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
        && Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), ignoreCase: true, out _)
        && !user.HasClaim(c => c.Type == Caller.CustomerClaim);
}
