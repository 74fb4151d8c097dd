namespace Mint.Agent.Link.Enrolment;

/// <summary>This host was not enrolled.</summary>
/// <param name="message">Why, and what to do, for the person who tried.</param>
internal sealed class EnrolmentException(string message) : Exception(message);
