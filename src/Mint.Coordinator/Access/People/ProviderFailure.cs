using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Mint.Coordinator.Access.People;

/// <summary>Why a login with the identity provider came to nothing, as a person can act on it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Said">What the page says.</param>
internal sealed record ProviderFailure(int Status, string Said)
{
    private const string SeeJournal = "The coordinator's journal has the details.";
    private const int LongestReason = 500;

    /// <summary>The person said no there, or may not use this client.</summary>
    public static ProviderFailure Denied { get; } =
        new(StatusCodes.Status403Forbidden, "The identity provider says that access was denied: you declined, or may not use this coordinator's client there.");

    /// <summary>The provider answered, but not as expected.</summary>
    private static ProviderFailure Unexpected { get; } = new(StatusCodes.Status502BadGateway, $"The identity provider did not vouch for you. {SeeJournal}");

    /// <summary>What a failure comes down to.</summary>
    public static ProviderFailure Of(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (Known(cause) is { } known)
            {
                return known;
            }
        }

        return Unexpected;
    }

    /// <summary>A failure's reasons for the journal, on one line however long a stranger made it.</summary>
    public static string Reason(Exception? failure)
    {
        var causes = new List<string>();
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            causes.Add(cause.Message);
        }

        var text = string.Concat(string.Join(": ", causes.Distinct()).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= LongestReason ? text : text[..LongestReason] + "…";
    }

    private static ProviderFailure? Known(Exception cause) => cause switch
    {
        SecurityTokenInvalidIssuerException => new(StatusCodes.Status502BadGateway, $"The identity provider calls itself by another name than coordinator.yaml does (oidc.issuer). {SeeJournal}"),
        SecurityTokenInvalidAudienceException => new(StatusCodes.Status502BadGateway, $"The identity provider's answer is for another client than coordinator.yaml names (oidc.client_id). {SeeJournal}"),
        SecurityTokenNotYetValidException or SecurityTokenExpiredException or SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException =>
            new(StatusCodes.Status502BadGateway, $"The identity provider's answer is not valid at this time: its clock and the coordinator's differ by minutes. {SeeJournal}"),
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidAlgorithmException =>
            new(StatusCodes.Status502BadGateway, $"The identity provider's answer is not signed with a key that it publishes. {SeeJournal}"),
        OpenIdConnectProtocolInvalidNonceException => Stale,
        OpenIdConnectProtocolException => Unexpected,
        // It tells of a login that this browser did not begin, or that was begun too long ago.
        AuthenticationFailureException { InnerException: null } => Stale,
        HttpRequestException or IOException or TaskCanceledException or JsonException =>
            new(StatusCodes.Status503ServiceUnavailable, $"The identity provider can't be reached, or does not answer as one. Try again later. {SeeJournal}"),
        _ => null,
    };

    private static ProviderFailure Stale { get; } =
        new(StatusCodes.Status400BadRequest, "This login was begun in another browser, or too long ago, or was finished already.");
}
