using System.Net.Security;
using System.Security.Authentication;
using Grpc.Core;

namespace Mint.Cli.Fleet;

/// <summary>Words why a question to the coordinator failed, and what to do about it.</summary>
/// <param name="url">The coordinator.</param>
/// <param name="ownAuthorities">Whether it is trusted by a CA file, not by the system's authorities.</param>
/// <param name="certificate">What was wrong with its certificate.</param>
/// <param name="isLogin">Whether it was asked with a login, not with an API token.</param>
internal sealed class FleetFailure(Uri url, bool ownAuthorities, SslPolicyErrors certificate, bool isLogin = false)
{
    /// <summary>Words it.</summary>
    public CommandException Explain(RpcException failure) => failure.StatusCode switch
    {
        // What goes wrong below HTTP has codes of several kinds; the cause is the same.
        _ when Causes(failure.Status.DebugException).Any(c => c is HttpRequestException or AuthenticationException) => Unreachable(failure),
        StatusCode.Unauthenticated when isLogin => new CommandException(
            $"{url.Authority} does not let you in: {Detail(failure, "the login is over")}", $"Log in again: mint login {url.GetLeftPart(UriPartial.Authority)}"),
        StatusCode.PermissionDenied when isLogin => new CommandException(
            $"You may not do that: {Detail(failure, "it needs another role")}", "Roles are viewer, operator and admin; the identity provider says who has which."),
        StatusCode.Unauthenticated => new CommandException(
            $"{url.Authority} does not know this token: {Detail(failure, "it is wrong, has expired, or was revoked")}",
            "An admin makes a new one: mint token create NAME. It is taken from --token-file, MINT_TOKEN, or token_file in coordinator.yaml"),
        StatusCode.PermissionDenied => new CommandException(
            $"This token may not do that: {Detail(failure, "it needs another role")}", "Roles are viewer, operator and admin; an admin sees who has which: mint token list"),
        StatusCode.Unimplemented => new CommandException(
            $"{url.Authority} does not know this request: it is no coordinator, or one older than this mint.", "Check the address; then update the coordinator."),
        StatusCode.Unavailable => Unreachable(failure),
        StatusCode.NotFound => new CommandException(Detail(failure, "there is no such thing")) { IsNotFound = true },
        StatusCode.InvalidArgument or StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.OutOfRange =>
            new CommandException(Detail(failure, "the coordinator refused the request")),
        _ => new CommandException(
            $"{url.Authority} failed to answer: {Detail(failure, failure.StatusCode.ToString())}", "See why, on the coordinator: journalctl -u mint-coordinator -n 50")
        {
            IsTransient = true,
        },
    };

    private CommandException Unreachable(RpcException failure)
    {
        var causes = Causes(failure.Status.DebugException).ToList();
        if (certificate.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new CommandException($"{url.Authority} shows a certificate that is not made out to {url.Host}.", "Use the name that the certificate has.");
        }

        if (certificate != SslPolicyErrors.None)
        {
            return new CommandException(
                $"{url.Authority} shows a certificate that is not trusted.",
                ownAuthorities
                    ? "The CA file that was given did not sign it. Get the coordinator's own (ca.pem), and name it: --ca-file, MINT_CA_FILE, or ca_file in coordinator.yaml"
                    : "If the coordinator has a CA of its own, name its file: --ca-file, MINT_CA_FILE, or ca_file in coordinator.yaml");
        }

        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return new CommandException($"{url.Authority} does not speak TLS as it should: {tls.Message}", "Check the port.") { IsTransient = true };
        }

        return new CommandException(
            $"The coordinator at {url.Authority} can't be reached: {Reason(causes, failure)}", "Check the address, and that mint-coordinator runs there.")
        { IsTransient = true };
    }

    // The innermost cause is the system's own word: connection refused, name not known.
    private static string Reason(List<Exception> causes, RpcException failure) =>
        causes.LastOrDefault()?.Message is { Length: > 0 } message ? message : Detail(failure, "no answer");

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string Detail(RpcException failure, string otherwise) => failure.Status.Detail is { Length: > 0 } detail ? detail : otherwise;
}
