using System.Text;
using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>A commit's signature, and exactly the bytes that it covers.</summary>
/// <param name="Signature">The armored signature.</param>
/// <param name="Content">The commit without it.</param>
internal sealed record SignedCommit(string Signature, byte[] Content)
{
    /// <summary>A commit larger than this is not looked at, in bytes.</summary>
    public const int SizeLimit = 1024 * 1024;

    /// <summary>Reads a commit's signature; null when it has none.</summary>
    /// <exception cref="FormatException">The commit is too large or has several signatures: it would be open to dispute what was signed.</exception>
    public static SignedCommit? Read(Repository repository, Commit commit) =>
        repository.ObjectDatabase.RetrieveObjectMetadata(commit.Id).Size > SizeLimit
            ? throw new FormatException("the commit object is larger than 1 MiB.")
            : Split(RawCommit.Read(repository.Info.Path, commit.Id));

    /// <summary>Takes the signature out of a commit's bytes, as Git does to verify it.</summary>
    public static SignedCommit? Split(ReadOnlySpan<byte> commit)
    {
        var content = new List<byte>(commit.Length);
        var signature = new StringBuilder();
        bool inSignature = false;
        int signatures = 0;
        int at = 0;
        // Headers end at the first empty line; a line that begins with a blank continues the one above.
        while (at < commit.Length && commit[at] != '\n')
        {
            int end = commit[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? commit[at..] : commit.Slice(at, end + 1);
            bool begins = line.StartsWith("gpgsig"u8);
            inSignature = begins || (inSignature && line[0] == ' ');
            signatures += begins ? 1 : 0;
            if (inSignature)
            {
                signature.Append(Encoding.ASCII.GetString(begins ? line[(line.IndexOf((byte)' ') + 1)..] : line[1..]));
            }
            else
            {
                content.AddRange(line);
            }

            at += line.Length;
        }

        content.AddRange(commit[at..]);
        return signatures switch
        {
            0 => null,
            1 => new SignedCommit(signature.ToString(), [.. content]),
            _ => throw new FormatException("it has several signatures."),
        };
    }
}
