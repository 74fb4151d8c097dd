using System.Security.Claims;

namespace Mint.Coordinator.Access.People;

/// <summary>Whether somebody who was let in is still let in: pages and streams live for hours after they were opened.</summary>
internal sealed class StillIn(PersonSessions sessions, ApiTokens tokens)
{
    /// <summary>Asks the store.</summary>
    public async Task<bool> IsAsync(ClaimsPrincipal user, CancellationToken ct) => user.FindFirstValue(PersonAuthentication.SessionClaim) is { } hash
        ? await sessions.FindAsync(hash, ct) is not null
        : await tokens.IsGoodAsync(user.Identity?.Name ?? "", ct);
}
