using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mint.UnitTests.Coordinator.Notifications;

/// <summary>A mail server's end of SMTP, as far as a client that sends needs it. It keeps what it heard.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate = SelfSigned();
    private readonly Task serving;

    public SmtpListener()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public string Address => listener.LocalEndpoint.ToString() ?? "";

    /// <summary>Whether TLS is offered, with a certificate that nobody knows.</summary>
    public bool OffersTls { get; init; }

    /// <summary>Recipients that it does not know.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What it says to a sender.</summary>
    public string AnswerToMail { get; init; } = "250 ok";

    /// <summary>Commands that it heard.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Mails that it took.</summary>
    public List<string> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        certificate.Dispose();
        stop.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception cut) when (cut is IOException or System.Security.Authentication.AuthenticationException)
            {
                Heard.Add("(cut)");
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await SayAsync(stream, "220 test ESMTP");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            Heard.Add(line);
            var word = line.Split(' ')[0].ToUpperInvariant();
            if (word == "STARTTLS")
            {
                await SayAsync(stream, "220 go ahead");
                await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
                await tls.AuthenticateAsServerAsync(certificate);
                Heard.Add("(tls)");
                await reader.ReadLineAsync(stop.Token);
                return;
            }

            await SayAsync(stream, word switch
            {
                "EHLO" when OffersTls => "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN",
                "EHLO" => "250-test\r\n250 AUTH PLAIN",
                "MAIL" => AnswerToMail,
                "RCPT" when Unknown.Any(line.Contains) => "550 no such user",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                "AUTH" => "235 welcome",
                _ => "250 ok",
            });
            if (word == "DATA")
            {
                await TakeAsync(reader);
                await SayAsync(stream, "250 taken");
            }
        }
    }

    private async Task TakeAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
        {
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
        }

        Mails.Add(mail.ToString());
    }

    private Task SayAsync(Stream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), stop.Token).AsTask();
}
