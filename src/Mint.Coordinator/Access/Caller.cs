using System.Security.Claims;
using Grpc.Core;

namespace Mint.Coordinator.Access;

/// <summary>Who asks, and what they may see and do.</summary>
/// <param name="Name">The token's name, for the audit log.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Customers">Customers whose hosts they may see; empty for all.</param>
internal sealed record Caller(string Name, Role Role, IReadOnlyList<string> Customers)
{
    /// <summary>Claim with a customer; one claim for each.</summary>
    public const string CustomerClaim = "customer";

    /// <summary>The caller of a call that passed authentication.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: nobody is logged in.</exception>
    public static Caller Of(ServerCallContext context) => Of(context.GetHttpContext().User);

    /// <summary>The caller that a principal stands for.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: nobody is logged in.</exception>
    public static Caller Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name } && Enum.TryParse(user.FindFirstValue(ClaimTypes.Role), ignoreCase: true, out Role role)
            ? new Caller(name, role, [.. user.FindAll(CustomerClaim).Select(c => c.Value)])
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "an API token is needed: authorization: Bearer TOKEN"));

    /// <summary>This caller, who may see every customer's hosts: a rollout moves all of them.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED: only some customers' are seen.</exception>
    public Caller OfWholeFleet() => Customers.Count == 0
        ? this
        : throw new RpcException(new Status(StatusCode.PermissionDenied, $"a rollout moves the whole fleet; {Name} is for some customers only"));

    /// <summary>Whether hosts of this customer may be seen.</summary>
    public bool Sees(string customer) => Customers.Count == 0 || Customers.Contains(customer);
}

/// <summary>What somebody may do; each may what the ones before may.</summary>
internal enum Role
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Wake, ask for reports, hold and promote rollouts, end turns.</summary>
    Operator,

    /// <summary>Enrol and revoke hosts, make tokens.</summary>
    Admin,
}
