namespace Mint.Core.Config;

/// <summary>Judges a public key by its form: known type, base 64 that begins with the same type, nothing before it.</summary>
public static class SshKey
{
    private static readonly string[] Types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>What is wrong with it; null when it is a key.</summary>
    public static string? Fault(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return "this is a private key; take it out of the repo, count it as lost, and write the .pub file's line here";
        }

        if (key.Any(char.IsControl))
        {
            return "a key is one line";
        }

        var parts = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !Types.Contains(parts[0], StringComparer.Ordinal))
        {
            return $"expected 'TYPE BASE64 COMMENT', where the type is one of {string.Join(", ", Types)}; options go under 'options'";
        }

        return PublicKeyLine.Parse(key) is null ? "the base 64 part is damaged, or of another type than it says" : null;
    }

    /// <summary>Type and base 64 of a key without fault: what makes it the same key as another, whatever the comment says.</summary>
    public static string WithoutComment(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Join(' ', key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2));
    }

    /// <summary>What is wrong with options; null when nothing is.</summary>
    public static string? OptionsFault(string options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Length == 0 || options.Any(char.IsControl))
        {
            return "options are one line, such as restrict,command=\"/usr/bin/backup\"";
        }

        var quoted = false;
        for (var i = 0; i < options.Length; i++)
        {
            quoted ^= options[i] == '"' && (i == 0 || options[i - 1] != '\\');
            if (options[i] == ' ' && !quoted)
            {
                return "options hold no space outside of quotes";
            }
        }

        return quoted ? "a quote is not closed" : null;
    }
}
