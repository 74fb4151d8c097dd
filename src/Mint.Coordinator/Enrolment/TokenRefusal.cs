namespace Mint.Coordinator.Enrolment;

/// <summary>Why a token enrols nobody.</summary>
/// <param name="Action">One word for the security event.</param>
/// <param name="Message">What the caller is told.</param>
internal sealed record TokenRefusal(string Action, string Message)
{
    /// <summary>There is no such token; what is wrong with it nobody is told.</summary>
    public static TokenRefusal Unknown { get; } = new("token-unknown", "the token was not accepted");
}
