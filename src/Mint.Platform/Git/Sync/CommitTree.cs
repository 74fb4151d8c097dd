using LibGit2Sharp;

namespace Mint.Platform.Git.Sync;

/// <summary>Looks over a commit's tree before anything relies on it: whole, and of a size and depth that an honest repo has.</summary>
internal static class CommitTree
{
    private const int DepthLimit = 32;
    private const int EntryLimit = 50_000;
    private const int BlobLimit = 16 * 1024 * 1024;

    /// <summary>What is wrong with a tree, to follow on "the commit "; null when it is fit for use.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="root">The tree.</param>
    /// <param name="readBlobs">Whether to read and check every byte, not only that it is there.</param>
    /// <exception cref="LibGit2SharpException">An object is missing or damaged.</exception>
    public static string? Fault(Repository repository, Tree root, bool readBlobs)
    {
        var ahead = new Stack<(Tree Tree, int Depth)>([(root, 1)]);
        int entries = 0;
        while (ahead.TryPop(out (Tree Tree, int Depth) at))
        {
            if (at.Depth > DepthLimit)
            {
                return $"nests directories deeper than {DepthLimit}.";
            }

            foreach (TreeEntry entry in at.Tree)
            {
                if (++entries > EntryLimit)
                {
                    return $"holds more than {EntryLimit} files.";
                }

                if (entry.TargetType == TreeEntryTargetType.Tree)
                {
                    ahead.Push(((Tree)entry.Target, at.Depth + 1));
                }
                else if (entry.TargetType == TreeEntryTargetType.Blob)
                {
                    Check(repository, entry, readBlobs);
                }
            }
        }

        return null;
    }

    // A large blob is no fault as long as nothing asks for it: whoever reads it says how much it takes.
    private static void Check(Repository repository, TreeEntry entry, bool read)
    {
        long size = repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;
        if (read && size <= BlobLimit)
        {
            using Stream content = ((Blob)entry.Target).GetContentStream();
            content.CopyTo(Stream.Null);
        }
    }
}
