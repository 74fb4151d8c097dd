using Grpc.Core;

namespace Mint.Coordinator.Access;

/// <summary>Text that people send along, such as a reason; it is stored and shown to others.</summary>
internal static class PersonsText
{
    private const int Longest = 500;

    /// <summary>The text, trimmed.</summary>
    /// <param name="field">Where it stands, for the message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT: too long, or with control characters in it.</exception>
    public static string Check(string field, string text) => text.Length <= Longest && !text.Any(char.IsControl)
        ? text.Trim()
        : throw new RpcException(new Status(StatusCode.InvalidArgument, $"{field}: at most {Longest} characters on one line, no control characters"));
}
