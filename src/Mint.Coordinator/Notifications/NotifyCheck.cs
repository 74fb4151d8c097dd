using MimeKit;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Notifications;

/// <summary>Finds mistakes in <c>notify</c> of coordinator.yaml.</summary>
internal static class NotifyCheck
{
    /// <summary>The mistakes, each with its key.</summary>
    public static IEnumerable<(string Key, string What)> Of(NotifySettings settings) =>
        settings.Webhooks.SelectMany(w => OfWebhook($"notify.webhooks.{w.Key}", w.Value)).Concat(settings.Mail is { } mail ? OfMail(mail) : []);

    private static IEnumerable<(string Key, string What)> OfWebhook(string key, WebhookTarget target)
    {
        if (!Uri.TryCreate(target.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            yield return ($"{key}.url", $"expected https://… or http://…, found '{target.Url}'");
        }

        if (target.SecretFile is { } file && !File.Exists(file))
        {
            yield return ($"{key}.secret_file", $"there is no file {file}");
        }
    }

    private static IEnumerable<(string Key, string What)> OfMail(MailTarget target)
    {
        if (!MailServer.IsGood(target.Server))
        {
            yield return ("notify.mail.server", $"expected host:port such as mail.example.org:587, found '{target.Server}'");
        }

        if (target.To.Count == 0)
        {
            yield return ("notify.mail.to", "expected at least one address");
        }

        foreach (var address in target.To.Prepend(target.From).Where(a => !MailboxAddress.TryParse(a, out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal)))
        {
            yield return ("notify.mail", $"'{address}' is no mail address");
        }

        if (target.User is null != target.PasswordFile is null)
        {
            yield return ("notify.mail", "user and password_file go together");
        }

        if (target.PasswordFile is { } file && !File.Exists(file))
        {
            yield return ("notify.mail.password_file", $"there is no file {file}");
        }
    }
}
