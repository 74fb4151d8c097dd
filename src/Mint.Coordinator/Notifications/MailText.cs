using System.Text;
using MimeKit;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Notifications;

/// <summary>Writes a message as a person would: what, where, since when, what to do.</summary>
internal static class MailText
{
    /// <summary>The mail.</summary>
    public static MimeMessage Of(Message message, MailTarget target)
    {
        var mail = new MimeMessage { Subject = $"[mint] {Prefix(message.What)}{message.Title}", Date = message.At, MessageId = $"{message.Id}@{message.Coordinator}" };
        mail.From.Add(MailboxAddress.Parse(target.From));
        mail.To.AddRange(target.To.Select(MailboxAddress.Parse));
        // So that no out-of-office note comes back.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Body = new TextPart("plain") { Text = Body(message) };
        return mail;
    }

    /// <summary>Its text.</summary>
    public static string Body(Message message)
    {
        var text = new StringBuilder().Append(Prefix(message.What)).Append(message.Title).Append(".\n\n");
        foreach (var line in message.Conditions)
        {
            text.Append(message.Count > 1 ? $"- {line.Subject}, " : "").Append(When(line, message)).Append(line.Detail.Length > 0 ? $": {line.Detail}" : "").Append('\n');
        }

        if (message.Count > message.Conditions.Count)
        {
            text.Append($"- and {message.Count - message.Conditions.Count} more\n");
        }

        if (message.ToDo.Length > 0)
        {
            text.Append($"\nWhat to do: {message.ToDo}\n");
        }

        return text.Append($"\n-- \nThe Mint coordinator on {message.Coordinator}\n").ToString();
    }

    private static string Prefix(TellingKind what) => what switch
    {
        TellingKind.Reminder => "Still so: ",
        TellingKind.Ended => "Over: ",
        _ => "",
    };

    private static string When(MessageLine line, Message message) => line.EndedAt is { } ended
        ? $"from {Moment.Of(line.Since)} to {Moment.Of(ended)}, {Moment.Length(ended - line.Since)}"
        : $"since {Moment.Of(line.Since)}, {Moment.Length(message.At - line.Since)}";
}
