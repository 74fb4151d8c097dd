using System.ComponentModel;
using Mint.Core.Secrets;

namespace Mint.Core.Config;

/// <summary>What <c>mint.yaml</c> says of secrets.</summary>
public sealed record SecretSettings
{
    /// <summary>Public keys of those who can read every secret, by name.</summary>
    [Description("Public keys of those who can read and set every secret, by name: 'ssh-ed25519 AAAA…' or 'age1…'.")]
    public IReadOnlyDictionary<string, string> Admins { get; set; } = new Dictionary<string, string>();

    /// <summary>The same as keys to encrypt to.</summary>
    public IReadOnlyDictionary<string, SecretRecipient> Recipients()
    {
        var recipients = new Dictionary<string, SecretRecipient>(StringComparer.Ordinal);
        foreach (var (name, text) in Admins)
        {
            if (SecretRecipient.Parse(text) is { } recipient)
            {
                recipients.Add(name, recipient);
            }
        }

        return recipients;
    }
}
