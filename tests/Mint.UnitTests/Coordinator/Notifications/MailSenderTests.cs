using Microsoft.Extensions.Logging.Abstractions;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Notifications;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Notifications;

public sealed class MailSenderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 28, 0, TimeSpan.Zero);

    [Test]
    public async Task Send_OneHost_ReadsAsAPersonWroteIt()
    {
        await using var server = new SmtpListener();

        var delivery = await SendAsync(server, Told(TellingKind.Began, Notice("web-01", "nothing heard of it")));

        Assert.That(delivery.Outcome, Is.EqualTo(DeliveryOutcome.Delivered), delivery.Reason);
        Assert.That(server.Heard, Does.Contain("MAIL FROM:<mint@example.org>").And.Contain("RCPT TO:<anna@example.org>").And.Contain("RCPT TO:<bob@example.org>"));
        var mail = server.Mails.Single();
        Assert.That(mail, Does.Contain("\nSubject: [mint] web-01 is silent\n"));
        Assert.That(mail, Does.Contain("\nAuto-Submitted: auto-generated\n"));
        Assert.That(mail, Does.EndWith(
            """


            web-01 is silent.

            since 20 Nov 2026 14:02 UTC, 26 min: nothing heard of it

            What to do: See whether the server runs and reaches the coordinator. On it, systemctl status mint-agent and mint doctor say what is wrong. When many fell silent at once, look at the network between first.

            -- 
            The Mint coordinator on coordinator.example.org

            """));
    }

    [Test]
    public void Text_ManyHosts_ListsFiftyAndCountsTheRest()
    {
        var text = MailText.Body(Told(TellingKind.Reminder, [.. Enumerable.Range(0, 500).Select(i => Notice($"host-{i:000}", ""))]));

        Assert.That(text, Does.StartWith("Still so: 500 hosts are silent.\n\n- host-000, since 20 Nov 2026 14:02 UTC, 26 min\n"));
        Assert.That(text, Does.Contain("- host-049,").And.Contain("\n- and 450 more\n").And.Not.Contain("host-050"));
    }

    [Test]
    public void Text_Over_SaysHowLongItLastedAndAsksForNothing() =>
        Assert.That(
            MailText.Body(Told(TellingKind.Ended, Notice("web-01", "") with { EndedAt = Now.UtcTicks })),
            Is.EqualTo("Over: web-01 is heard again.\n\nfrom 20 Nov 2026 14:02 UTC to 20 Nov 2026 14:28 UTC, 26 min\n\n-- \nThe Mint coordinator on coordinator.example.org\n"));

    [Test]
    public async Task Send_SubjectWithLineEnds_MakesNoHeader()
    {
        await using var server = new SmtpListener();

        await SendAsync(server, Told(TellingKind.Began, Notice("x\r\nBcc: eve@example.org", "<b>\u001b[2J")));

        Assert.That(server.Mails.Single(), Does.Not.Contain("\nBcc:").And.Not.Contain("\u001b"));
        Assert.That(server.Heard, Has.None.Contains("eve@"));
    }

    [Test]
    public async Task Send_PasswordButNoTls_IsNotSent()
    {
        await using var server = new SmtpListener();

        var delivery = await SendAsync(server, Told(TellingKind.Began, Notice("a", "")), password: true);

        Assert.That(delivery.Outcome, Is.EqualTo(DeliveryOutcome.Away));
        Assert.That(server.Heard, Has.None.StartsWith("AUTH").And.None.StartsWith("MAIL"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Send_TlsOfferedByAStranger_IsTriedAndNotTrusted(bool password)
    {
        await using var server = new SmtpListener { OffersTls = true };

        var delivery = await SendAsync(server, Told(TellingKind.Began, Notice("a", "")), password);

        Assert.That(delivery.Outcome, Is.EqualTo(DeliveryOutcome.Away));
        Assert.That(server.Heard, Does.Contain("STARTTLS").And.None.StartsWith("MAIL"));
    }

    [Test]
    public async Task Send_OneRecipientIsGone_TheOthersGetIt()
    {
        await using var server = new SmtpListener { Unknown = ["bob@"] };

        var delivery = await SendAsync(server, Told(TellingKind.Began, Notice("a", "")));

        Assert.That(delivery.Outcome, Is.EqualTo(DeliveryOutcome.Delivered));
        Assert.That(server.Mails, Has.Count.EqualTo(1));
    }

    [TestCase("451 try later", ExpectedResult = DeliveryOutcome.Away)]
    [TestCase("550 not you", ExpectedResult = DeliveryOutcome.Refused)]
    public async Task<object> Send_ServerSaysNo_TellsWhetherToTryAgain(string answer)
    {
        await using var server = new SmtpListener { AnswerToMail = answer };

        return (await SendAsync(server, Told(TellingKind.Began, Notice("a", "")))).Outcome;
    }

    [Test]
    public async Task Send_NobodyListens_IsAway()
    {
        var sender = new MailSender(new MailTarget { Server = "127.0.0.1:1", From = "a@example.org", To = ["b@example.org"] }, NullLogger<MailSender>.Instance);

        Assert.That((await sender.SendAsync(Told(TellingKind.Began, Notice("a", "")), "", default)).Outcome, Is.EqualTo(DeliveryOutcome.Away));
    }

    [TestCase("mail.example.org:25", "mail.example.org", 25)]
    [TestCase("mail.example.org", "mail.example.org", 587)]
    [TestCase("[::1]:2525", "::1", 2525)]
    public void Server_Text_IsRead(string text, string host, int port) => Assert.That(MailServer.Parse(text), Is.EqualTo(new MailServer(host, port)));

    [Test]
    public void Check_Mistakes_AreAllNamed()
    {
        var settings = new NotifySettings
        {
            Webhooks = new Dictionary<string, WebhookTarget> { ["ops"] = new() { Url = "ops.example.org", SecretFile = "/nowhere/secret" } },
            Mail = new MailTarget { Server = "user@host:x", From = "nobody", To = [], User = "me" },
        };

        Assert.That(NotifyCheck.Of(settings).Select(m => m.Key), Is.EqualTo(new[]
        {
            "notify.webhooks.ops.url", "notify.webhooks.ops.secret_file", "notify.mail.server", "notify.mail.to", "notify.mail", "notify.mail",
        }));
    }

    private static Message Told(TellingKind what, params Notice[] notices) => Message.Of(new Telling(what, "host-silent", notices), "coordinator.example.org", Now);

    private static Notice Notice(string host, string detail) => new() { Kind = "host-silent", Subject = host, Host = host, Detail = PlainText.Of(detail), Since = Now.AddMinutes(-26).UtcTicks };

    private static async Task<Delivery> SendAsync(SmtpListener server, Message message, bool password = false)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "secret\n");
            var target = new MailTarget
            {
                Server = server.Address,
                From = "Mint <mint@example.org>",
                To = ["anna@example.org", "bob@example.org"],
                User = password ? "mint" : null,
                PasswordFile = password ? file : null,
            };
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            return await new MailSender(target, NullLogger<MailSender>.Instance).SendAsync(message, "", patience.Token);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
