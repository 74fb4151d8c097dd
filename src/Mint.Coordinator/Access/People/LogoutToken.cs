using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mint.Coordinator.Access.People;

/// <summary>What an identity provider says when somebody logged out there (OpenID Connect Back-Channel Logout 1.0).</summary>
/// <param name="Issuer">Which provider.</param>
/// <param name="Subject">Who; empty when a session is named.</param>
/// <param name="Session">Which session; empty for all of theirs.</param>
/// <param name="Id">The token's own name, by which it counts once.</param>
/// <param name="IssuedAt">When it was made.</param>
internal sealed record LogoutToken(string Issuer, string Subject, string Session, string Id, DateTimeOffset IssuedAt)
{
    /// <summary>How far its time and ours may be apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>Until when it must be remembered that it was taken.</summary>
    public DateTimeOffset Until => IssuedAt + Tolerance;

    /// <summary>Reads one whose signature, issuer and audience were found good; the reason when it is none.</summary>
    public static (LogoutToken? Token, string Mistake) Read(JsonWebToken token, DateTimeOffset now)
    {
        string Said(string claim) => token.TryGetPayloadValue(claim, out string text) ? text : "";
        var issued = token.TryGetPayloadValue("iat", out long seconds) && seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        var (subject, session, id) = (Said("sub"), Said("sid"), Said("jti"));
        return issued is not { } at || (now - at).Duration() > Tolerance ? (null, "its time (iat) is not now")
            : id.Length == 0 ? (null, "it has no name (jti)")
            : subject.Length + session.Length == 0 ? (null, "it names neither person (sub) nor session (sid)")
            : token.TryGetClaim("nonce", out _) ? (null, "it has a nonce, as ID tokens have")
            : !token.TryGetPayloadValue("events", out JsonElement events) || !IsLogout(events) ? (null, "it is not about a logout (events)")
            : (new LogoutToken(token.Issuer, subject, session, id, at), "");
    }

    private static bool IsLogout(JsonElement events) =>
        events.ValueKind == JsonValueKind.Object && events.TryGetProperty(Event, out var what) && what.ValueKind == JsonValueKind.Object;
}
