using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace Mint.Agent.Git.Signing;

/// <summary>A commit's signature, and exactly the bytes that it covers.</summary>
/// <param name="Signature">The armored signature.</param>
/// <param name="Content">The commit without it.</param>
internal sealed record SignedCommit(string Signature, byte[] Content)
{
    /// <summary>A commit larger than this is not looked at, in bytes.</summary>
    public const int SizeLimit = 1024 * 1024;

    /// <summary>
    /// Reads a commit's signature; null when it has none.
    /// </summary>
    /// <remarks>
    /// libgit2 hands both parts over as text, where bytes that are not UTF-8 would all look alike. So the commit is put together again
    /// and must hash to its id: what is verified is then, byte for byte, what the id names, and holds no second signature.
    /// </remarks>
    /// <exception cref="FormatException">The commit is not in the form that Git writes.</exception>
    public static SignedCommit? Read(Repository repository, Commit commit)
    {
        if (repository.ObjectDatabase.RetrieveObjectMetadata(commit.Id).Size > SizeLimit)
        {
            throw new FormatException("the commit object is larger than 1 MiB.");
        }

        SignatureInfo info;
        try
        {
            info = Commit.ExtractSignature(repository, commit.Id, "gpgsig");
        }
        catch (NotFoundException)
        {
            return null;
        }

        int end = info.SignedData.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        string trimmed = info.Signature.TrimEnd('\n');
        bool exact = end > 0 && new[] { trimmed, $"{trimmed}\n", info.Signature }.Any(signature => IdOf(Rebuilt(info.SignedData, end, signature)) == commit.Sha);
        return exact && !info.SignedData.AsSpan(0, end).Contains("\ngpgsig", StringComparison.Ordinal)
            ? new SignedCommit(info.Signature, Encoding.UTF8.GetBytes(info.SignedData))
            : throw new FormatException("the commit is not written as Git does it: bytes that are not UTF-8, several signatures, or one in an odd place.");
    }

    private static byte[] Rebuilt(string content, int end, string signature) =>
        Encoding.UTF8.GetBytes($"{content[..end]}gpgsig {signature.Replace("\n", "\n ", StringComparison.Ordinal)}\n{content[end..]}");

    private static string IdOf(byte[] commit)
    {
        byte[] header = Encoding.ASCII.GetBytes($"commit {commit.Length}\0");
#pragma warning disable CA5350 // SHA-1 is how Git names its objects; it is compared with such a name.
        return Convert.ToHexStringLower(SHA1.HashData([.. header, .. commit]));
#pragma warning restore CA5350
    }
}
