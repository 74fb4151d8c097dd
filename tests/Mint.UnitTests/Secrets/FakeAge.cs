using System.Security.Cryptography;
using System.Text;

namespace Mint.UnitTests.Secrets;

/// <summary>Files that look encrypted: what can be read of them without a key is right, the rest is noise.</summary>
internal static class FakeAge
{
    /// <summary>A made-up host key, equal for equal seeds.</summary>
    public static string SshKey(string seed)
    {
        byte[] type = [0, 0, 0, 11, .. Encoding.ASCII.GetBytes("ssh-ed25519"), 0, 0, 0, 32];
        return $"ssh-ed25519 {Convert.ToBase64String([.. type, .. SHA256.HashData(Encoding.UTF8.GetBytes(seed))])}";
    }

    /// <summary>As <c>ssh-keygen -l</c> prints it.</summary>
    public static string Fingerprint(string key) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Blob(key))).TrimEnd('=')}";

    /// <summary>An armoured file with a header for these keys.</summary>
    public static string File(params string[] keys)
    {
        var header = new StringBuilder("age-encryption.org/v1\n");
        foreach (var key in keys)
        {
            header.Append(key.StartsWith("age1", StringComparison.Ordinal) ? "-> X25519 abc\n" : $"-> ssh-ed25519 {Convert.ToBase64String(SHA256.HashData(Blob(key)), 0, 4).TrimEnd('=')} abc\n").Append("body\n");
        }

        header.Append("--- mac\nnoise");
        return $"-----BEGIN AGE ENCRYPTED FILE-----\n{Convert.ToBase64String(Encoding.ASCII.GetBytes(header.ToString()), Base64FormattingOptions.InsertLineBreaks).Replace("\r", "", StringComparison.Ordinal)}\n-----END AGE ENCRYPTED FILE-----\n";
    }

    /// <summary>A secret's file for hosts and administrators by name.</summary>
    public static string Secret((string Name, string Key)[] hosts, (string Name, string Key)[]? admins = null, string id = "0123456789abcdef", string? value = null)
    {
        string Map((string Name, string Key)[] readers) => $"{{ {string.Join(", ", readers.Select(r => $"{r.Name}: \"{Fingerprint(r.Key)}\""))} }}";
        var sealedValue = value ?? File([.. hosts.Concat(admins ?? []).Select(r => r.Key).Distinct()]);
        return $"version: 1\nid: \"{id}\"\nchanged: \"2026-11-25\"\nreaders:\n  hosts: {Map(hosts)}\n  admins: {Map(admins ?? [])}\nvalue: |\n{string.Concat(sealedValue.Split('\n').Select(l => $"  {l}\n"))}";
    }

    private static byte[] Blob(string key) => Convert.FromBase64String(key.Split(' ')[1]);
}
