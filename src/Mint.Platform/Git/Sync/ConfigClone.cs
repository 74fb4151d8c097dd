using LibGit2Sharp;

namespace Mint.Platform.Git.Sync;

/// <summary>
/// The bare clone of the config repo in the state directory. It is a cache: what was accepted is known to the ledger, and everything
/// here can be fetched again.
/// </summary>
/// <param name="directory">Where it is, <c>/var/lib/mint-agent/repo</c>.</param>
internal sealed class ConfigClone(string directory)
{
    /// <summary>What was fetched last, whether or not it counts.</summary>
    public const string Candidate = "refs/mint/candidate";

    private const string AcceptedRef = "refs/mint/accepted";
    private const string RemoteName = "origin";

    // Every fetch adds a pack, and each pack a file to search; past some dozens all lookups would feel it.
    private const int PackLimit = 40;

    /// <summary>Where it is.</summary>
    public string Path => directory;

    /// <summary>Opens the clone, making an empty one where there is none.</summary>
    /// <exception cref="LibGit2SharpException">What is there is no repository.</exception>
    public Repository Open()
    {
        if (!Directory.Exists(directory))
        {
            // Made beside and moved: a crash in between leaves no half repository at the real place.
            string fresh = Emptied($"{directory}.new");
            Repository.Init(fresh, isBare: true);
            Directory.Move(fresh, directory);
        }

        return new Repository(directory);
    }

    /// <summary>
    /// Takes away the locks of writes that were cut off. Git never takes over a lock that is there, so one left by a power cut would end
    /// all fetching. Only for the clone's one writer, before it writes for the first time.
    /// </summary>
    public void Unlock()
    {
        if (Directory.Exists(directory))
        {
            foreach (string left in Directory.EnumerateFiles(directory, "*.lock", SearchOption.AllDirectories).ToList())
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>Fetches one branch, with its whole history, to <see cref="Candidate"/>.</summary>
    public static void Fetch(Repository repository, RemoteUrl url, string branch, CancellationToken ct)
    {
        string refspec = $"+refs/heads/{branch}:{Candidate}";
        if (repository.Network.Remotes[RemoteName] is null)
        {
            repository.Network.Remotes.Add(RemoteName, url.Text, refspec);
        }
        else
        {
            repository.Network.Remotes.Update(RemoteName, remote => remote.Url = url.Text, remote => remote.FetchRefSpecs = [refspec]);
        }

        var options = new FetchOptions
        {
            TagFetchMode = TagFetchMode.None,
            Prune = false,
            OnTransferProgress = _ => !ct.IsCancellationRequested,
        };
        Commands.Fetch(repository, RemoteName, [refspec], options, null);
    }

    /// <summary>Marks the accepted commit, for people who look into the clone.</summary>
    public static void MarkAccepted(Repository repository, Commit commit) => repository.Refs.Add(AcceptedRef, commit.Id, allowOverwrite: true);

    /// <summary>Reads everything that a commit needs; whatever is damaged throws.</summary>
    /// <exception cref="LibGit2SharpException">Something is missing or damaged.</exception>
    public static void Prove(Repository repository, string commit, CancellationToken ct)
    {
        foreach (Commit each in repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = new ObjectId(commit) }))
        {
            ct.ThrowIfCancellationRequested();
            _ = each.Tree.Id;
        }

        if (CommitTree.Fault(repository, repository.Lookup<Commit>(new ObjectId(commit))?.Tree ?? throw new NotFoundException(commit), readBlobs: true) is { } fault)
        {
            throw new NotFoundException(fault);
        }
    }

    /// <summary>Puts the clone out of the way, kept for a person to look at; only the latest such is kept.</summary>
    /// <returns>Where it is now.</returns>
    public string SetAside()
    {
        string aside = Emptied($"{directory}.broken");
        Directory.Move(directory, aside);
        return aside;
    }

    /// <summary>When fetches have left many packs, copies what still counts into one and drops the rest. Needs no network.</summary>
    public void Tidy(string accepted)
    {
        string packs = System.IO.Path.Join(directory, "objects", "pack");
        if (!Directory.Exists(packs) || Directory.EnumerateFiles(packs, "*.pack").Count() <= PackLimit)
        {
            return;
        }

        string fresh = Emptied($"{directory}.new");
        Repository.Init(fresh, isBare: true);
        using (var copy = new Repository(fresh))
        {
            copy.Network.Remotes.Add(RemoteName, $"file://{directory}");
            Commands.Fetch(copy, RemoteName, [$"+{AcceptedRef}:{AcceptedRef}"], new FetchOptions { TagFetchMode = TagFetchMode.None }, null);
            if (copy.Lookup<Commit>(new ObjectId(accepted)) is null)
            {
                // The mark lags behind the ledger; next time it will not.
                return;
            }
        }

        string old = Emptied($"{directory}.old");
        Directory.Move(directory, old);
        Directory.Move(fresh, directory);
        Directory.Delete(old, recursive: true);
    }

    private static string Emptied(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return path;
    }
}
