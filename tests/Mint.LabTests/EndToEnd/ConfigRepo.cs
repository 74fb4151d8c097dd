using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>An engineer's clone of a config repo.</summary>
internal sealed class ConfigRepo
{
    private static readonly string Keys = Path.Combine(Lab.Directory, "keys");
    private readonly string directory;

    private ConfigRepo(string directory) => this.directory = directory;

    /// <summary>The private key of a person who has one.</summary>
    public static string PrivateKey(string person) => Path.Combine(Keys, person);

    /// <summary>The public key of a person, made when it is first asked for. <c>engineer</c> is the lab's own.</summary>
    public static async Task<string> PublicKeyAsync(string person, CancellationToken ct)
    {
        var key = Path.Combine(Keys, person);
        if (!File.Exists(key))
        {
            await LocalCommand.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", $"{person}@lab", "-f", key], ct: ct);
        }

        return (await File.ReadAllTextAsync($"{key}.pub", ct)).Trim();
    }

    /// <summary>The clone that <c>deploy/lab/up</c> made.</summary>
    public static ConfigRepo OfLab() => new(Path.Combine(Lab.Directory, "config"));

    /// <summary>An empty clone of a new bare repository on the lab's Git server.</summary>
    public static async Task<ConfigRepo> CreateAsync(string name, CancellationToken ct)
    {
        await Lab.GitServer.RunAsync($"runuser -u git -- git init -q --bare /srv/git/{name}.git", ct);
        var repo = new ConfigRepo(Path.Combine(Lab.Directory, name));
        var lab = OfLab();
        await LocalCommand.RunAsync("git", ["init", "-q", "-b", "main", repo.directory], ct: ct);
        foreach (var setting in new[] { "user.name", "user.email", "gpg.format", "user.signingkey", "commit.gpgsign", "core.sshCommand" })
        {
            await repo.GitAsync(["config", setting, await lab.GitAsync(["config", setting], ct)], ct);
        }

        var origin = new Uri(await lab.GitAsync(["remote", "get-url", "origin"], ct));
        await repo.GitAsync(["remote", "add", "origin", $"ssh://git@{origin.Host}/srv/git/{name}.git"], ct);
        return repo;
    }

    /// <summary>Runs git in the clone.</summary>
    public Task<string> GitAsync(IEnumerable<string> arguments, CancellationToken ct) => LocalCommand.RunAsync("git", arguments, directory, ct);

    /// <summary>Runs <c>mint</c> in the clone, as the person who holds a key; it may fail.</summary>
    public Task<Outcome> MintAsync(string person, IEnumerable<string> arguments, CancellationToken ct) => LocalCommand.TryAsync(
        Path.Combine(Lab.Directory, "mint-agent", "mint"), arguments, directory, new Dictionary<string, string> { ["MINT_IDENTITY"] = PrivateKey(person) }, ct);

    /// <summary>The text of a file.</summary>
    public Task<string> ReadAsync(string path, CancellationToken ct) => File.ReadAllTextAsync(Path.Combine(directory, path), ct);

    /// <summary>Writes a file; null deletes it.</summary>
    public async Task WriteAsync(string path, string? content, CancellationToken ct)
    {
        var full = Path.Combine(directory, path);
        if (content is null)
        {
            File.Delete(full);
            return;
        }

        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(full) ?? directory);
        await File.WriteAllTextAsync(full, content, ct);
    }

    /// <summary>Commits everything and pushes it.</summary>
    /// <param name="message">The commit's message.</param>
    /// <param name="signer">Whose key signs it; null leaves it unsigned.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The commit's id.</returns>
    public async Task<string> PushAsync(string message, string? signer = "engineer", CancellationToken ct = default)
    {
        string[] signing = signer is null ? ["-c", "commit.gpgsign=false"] : ["-c", $"user.signingkey={Path.Combine(Keys, signer)}.pub"];
        await GitAsync(["add", "-A"], ct);
        await GitAsync([.. signing, "commit", "-q", "--allow-empty", "-m", message], ct);
        await GitAsync(["push", "-q", "origin", "HEAD:main"], ct);
        return await HeadAsync(ct);
    }

    /// <summary>Moves the branch, here and on the server, to another commit, whatever is lost by that.</summary>
    public async Task ForceAsync(string commit, CancellationToken ct)
    {
        await GitAsync(["reset", "-q", "--hard", commit], ct);
        await GitAsync(["push", "-q", "--force", "origin", "HEAD:main"], ct);
    }

    /// <summary>The id of the commit the clone is at.</summary>
    public Task<string> HeadAsync(CancellationToken ct) => GitAsync(["rev-parse", "HEAD"], ct);
}
