using System.Diagnostics;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

/// <summary>A throw-away repository driven by the real <c>git</c>, closed off from the user's own Git configuration.</summary>
internal sealed class GitRepo : IDisposable
{
    public GitRepo()
    {
        if (!ToolExists("git"))
        {
            Assert.Ignore("git is not installed");
        }

        Git("init", "-q", "-b", "main");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mint-git-").FullName;

    public string Head => Git("rev-parse", "HEAD");

    public static bool ToolExists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(System.IO.Path.Join(folder, name)));

    public void Write(string path, string content)
    {
        string full = System.IO.Path.Join(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full) ?? Path);
        File.WriteAllText(full, content);
    }

    /// <summary>Commits everything, unsigned unless <paramref name="options"/> says otherwise; returns the id.</summary>
    public string Commit(string message, params string[] options)
    {
        Git("add", "-A");
        Git(["commit", "-q", "--allow-empty", "-m", message, .. options]);
        return Head;
    }

    /// <summary>Commits everything with a signature; returns the id.</summary>
    public string Commit(string message, TestSigner signer)
    {
        Git("add", "-A");
        Run("git", Path, [.. signer.GitOptions, "commit", "-q", "--allow-empty", "-S", "-m", message], environment: signer.Environment);
        return Head;
    }

    /// <summary>Writes a mint.yaml that names these signers.</summary>
    public void Allow(string policy, params TestSigner[] signers)
    {
        var yaml = new System.Text.StringBuilder($"version: 1\nsignatures:\n  policy: {policy}\n  signers:{(signers.Length == 0 ? " {}" : "")}\n");
        foreach (TestSigner signer in signers)
        {
            string key = signer.Public.Ssh is { } ssh
                ? $"ssh: \"{ssh}\""
                : $"openpgp: |\n        {(signer.Public.OpenPgp ?? "").Replace("\n", "\n        ", StringComparison.Ordinal).TrimEnd()}";
            yaml.Append($"    {signer.Name}:\n      {key}\n");
        }

        Write("mint.yaml", yaml.ToString());
    }

    public string Git(params string[] arguments) => Run("git", Path, ["-c", "safe.directory=*", .. arguments]);

    /// <summary>Runs a program to its end; a failure fails the test with what it said.</summary>
    public static string Run(string program, string directory, IEnumerable<string> arguments, string? input = null, (string Name, string Value)? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_CONFIG_SYSTEM"] = "/dev/null",
                ["GIT_AUTHOR_NAME"] = "Anna",
                ["GIT_AUTHOR_EMAIL"] = "anna@example.org",
                ["GIT_COMMITTER_NAME"] = "Anna",
                ["GIT_COMMITTER_EMAIL"] = "anna@example.org",
                ["LC_ALL"] = "C",
            },
        };
        if (environment is var (name, value))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using CancellationTokenRegistration kill = limit.Token.Register(process.Kill);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new AssertionException($"{program} {string.Join(' ', arguments)}: {errors.Result}");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
