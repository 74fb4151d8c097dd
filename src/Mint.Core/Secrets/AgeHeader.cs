using System.Text;

namespace Mint.Core.Secrets;

/// <summary>Whom an age file is encrypted to, read from its header (age-encryption.org/v1) without any key.</summary>
/// <param name="SshTags">Tags of the SSH keys, see <see cref="SecretRecipient.Tag"/>.</param>
/// <param name="Others">How many keys of other kinds, which the header does not name.</param>
public sealed record AgeHeader(IReadOnlyList<string> SshTags, int Others)
{
    private const string Begin = "-----BEGIN AGE ENCRYPTED FILE-----";
    private const string End = "-----END AGE ENCRYPTED FILE-----";
    private const string FirstLine = "age-encryption.org/v1";
    private const int MostStanzas = 10_000;

    /// <summary>Reads an armoured file's header; null when it is damaged or cut off.</summary>
    public static AgeHeader? Parse(string armoured)
    {
        ArgumentNullException.ThrowIfNull(armoured);
        return Bytes(armoured.Trim()) is { } bytes ? Read(Encoding.Latin1.GetString(bytes)) : null;
    }

    private static byte[]? Bytes(string text)
    {
        if (!text.StartsWith(Begin, StringComparison.Ordinal) || !text.EndsWith(End, StringComparison.Ordinal) || text.Length < Begin.Length + End.Length)
        {
            return null;
        }

        var base64 = text[Begin.Length..^End.Length];
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private static AgeHeader? Read(string file)
    {
        var lines = file.Split('\n', MostStanzas);
        if (lines[0] != FirstLine)
        {
            return null;
        }

        var (tags, others) = (new List<string>(), 0);
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ');
            switch (words)
            {
                case ["---", _]:
                    return new AgeHeader(tags, others);
                case ["->", "ssh-ed25519" or "ssh-rsa", var tag, ..]:
                    tags.Add(tag);
                    break;
                case ["->", "X25519", ..]:
                    others++;
                    break;
            }
        }

        return null;
    }
}
