using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>Lets somebody in to the pages without a login.</summary>
internal static class Cookies
{
    /// <summary>The cookie of a new session.</summary>
    public static async Task<string> CookieAsync(this PersonSessions sessions, string person, Role role, params string[] customers) =>
        (await sessions.BeginAsync(new Caller(person, role, customers), ProviderLogin.None, SessionKind.Pages, CancellationToken.None)).Text;
}
