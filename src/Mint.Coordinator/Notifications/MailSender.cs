using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Notifications;

/// <summary>Sends messages by mail. STARTTLS is used where it is offered; a password never crosses the network without it.</summary>
/// <param name="target">Its settings.</param>
/// <param name="logger">Hears of recipients that the server does not know.</param>
internal sealed partial class MailSender(MailTarget target, ILogger<MailSender> logger) : INotifyTarget
{
    private const int TlsFromTheStart = 465;

    /// <inheritdoc/>
    public string Name => "mail";

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(Message message, string body, CancellationToken ct)
    {
        using var mail = MailText.Of(message, target);
        // Whether a certificate was revoked is asked of servers that a closed network does not reach.
        using var client = new Client(LogRecipient) { CheckCertificateRevocation = false };
        try
        {
            var server = MailServer.Parse(target.Server);
            await client.ConnectAsync(server.Host, server.Port, Security(server.Port), ct);
            if (target is { User: { } user, PasswordFile: { } file })
            {
                await client.AuthenticateAsync(user, (await File.ReadAllTextAsync(file, ct)).Trim(), ct);
            }

            await client.SendAsync(mail, ct);
        }
        catch (SmtpCommandException refused) when (refused.ErrorCode != SmtpErrorCode.UnexpectedStatusCode && (int)refused.StatusCode >= 500)
        {
            return new Delivery(DeliveryOutcome.Refused, refused.Message);
        }
        catch (Exception away) when (away is IOException or SocketException or ProtocolException or CommandException or AuthenticationException
            or SslHandshakeException or NotSupportedException or InvalidOperationException or UnauthorizedAccessException)
        {
            return new Delivery(DeliveryOutcome.Away, away.Message);
        }

        return new Delivery(DeliveryOutcome.Delivered);
    }

    private SecureSocketOptions Security(int port) =>
        port == TlsFromTheStart ? SecureSocketOptions.SslOnConnect
        : target.PasswordFile is null ? SecureSocketOptions.StartTlsWhenAvailable
        : SecureSocketOptions.StartTls;

    // One recipient who is gone must not keep the mail from the others.
    private sealed class Client(Action<string, string> told) : SmtpClient
    {
        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => told(mailbox.Address, response.Response);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server does not take mail for {Recipient}: {Reason}")]
    private partial void LogRecipient(string recipient, string reason);
}
