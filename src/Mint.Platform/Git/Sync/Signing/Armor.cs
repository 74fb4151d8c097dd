namespace Mint.Platform.Git.Sync.Signing;

/// <summary>Text armor as OpenPGP and OpenSSH write it.</summary>
internal static class Armor
{
    /// <summary>Takes the armor off; several blocks are joined, as in a keyring.</summary>
    /// <param name="text">The armored text.</param>
    /// <param name="label">What stands after BEGIN and END.</param>
    /// <exception cref="FormatException">There is no whole block.</exception>
    public static byte[] Decode(string text, string label)
    {
        var bytes = new List<byte>();
        var body = new System.Text.StringBuilder();
        bool inside = false;
        bool inHeaders = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()))
        {
            if (!inside)
            {
                inside = inHeaders = line == $"-----BEGIN {label}-----";
            }
            else if (line == $"-----END {label}-----")
            {
                bytes.AddRange(FromBase64(body.ToString(), label));
                body.Clear();
                inside = false;
            }
            else if (inHeaders && (line.Length == 0 || line.Contains(": ", StringComparison.Ordinal)))
            {
                inHeaders = line.Length > 0;
            }
            else
            {
                inHeaders = false;
                // "=" and four digits are OpenPGP's optional checksum.
                _ = line.StartsWith('=') ? body : body.Append(line);
            }
        }

        return inside || bytes.Count == 0 ? throw new FormatException($"expected a whole block from -----BEGIN {label}----- to -----END {label}-----.") : [.. bytes];
    }

    private static byte[] FromBase64(string body, string label)
    {
        try
        {
            return Convert.FromBase64String(body);
        }
        catch (FormatException error)
        {
            throw new FormatException($"the {label} is damaged.", error);
        }
    }
}
