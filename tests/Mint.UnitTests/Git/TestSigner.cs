using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

/// <summary>A person with a key, made by the real tools.</summary>
internal sealed class TestSigner : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mint-key-").FullName;

    private TestSigner(string name) => Name = name;

    public string Name { get; }

    /// <summary>How mint.yaml and agent.yaml name the person.</summary>
    public Signer Public { get; private set; } = new();

    /// <summary>What makes <c>git</c> sign with this key; goes before <c>commit</c>.</summary>
    public string[] GitOptions { get; private set; } = [];

    public (string Name, string Value) Environment => ("GNUPGHOME", folder);

    public static TestSigner Ssh(string name, params string[] kind)
    {
        var signer = new TestSigner(name);
        Require("ssh-keygen");
        string key = Path.Join(signer.folder, "key");
        GitRepo.Run("ssh-keygen", "/", ["-q", .. kind.Length > 0 ? kind : ["-t", "ed25519"], "-N", "", "-C", $"{name}@laptop", "-f", key]);
        signer.Public = new Signer { Ssh = File.ReadAllText($"{key}.pub").Trim() };
        signer.GitOptions = ["-c", "gpg.format=ssh", "-c", $"user.signingKey={key}"];
        return signer;
    }

    public static TestSigner OpenPgp(string name, bool expired = false)
    {
        Require("gpg");
        Require("gpgv");
        var signer = new TestSigner(name);
        if (expired)
        {
            // Made, and used, in a past that only this gpg lives in.
            signer.Configure("faked-system-time 20200101T000000!");
        }

        signer.Gpg("--quick-gen-key", $"{name} <{name}@example.org>", "ed25519", "sign", expired ? "seconds=86400" : "never");
        signer.Export();
        signer.GitOptions = ["-c", "gpg.format=openpgp", "-c", $"user.signingKey={name}@example.org"];
        return signer;
    }

    /// <summary>Adds a signing subkey and signs with that from now on.</summary>
    public void UseSubkey()
    {
        string primary = Fingerprints()[0];
        Gpg("--quick-add-key", primary, "rsa2048", "sign", "never");
        GitOptions = ["-c", "gpg.format=openpgp", "-c", $"user.signingKey={Fingerprints()[1]}!"];
        Export();
    }

    /// <summary>Revokes the key; <see cref="Public"/> then says so.</summary>
    public void Revoke()
    {
        string revocation = Directory.GetFiles(Path.Join(folder, "openpgp-revocs.d"))[0];
        File.WriteAllText(revocation, File.ReadAllText(revocation).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal));
        Gpg("--import", revocation);
        Export();
    }

    /// <summary>Signs with SHA-1 from now on.</summary>
    public void UseWeakHash() => Configure("digest-algo SHA1\nallow-weak-digest-algos");

    public void Dispose()
    {
        if (Public.OpenPgp is not null)
        {
            GitRepo.Run("gpgconf", "/", ["--homedir", folder, "--kill", "all"]);
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Configure(string lines) => File.WriteAllText(Path.Join(folder, "gpg.conf"), lines + "\n");

    private void Gpg(params string[] arguments) => _ = Output(arguments);

    private void Export() => Public = new Signer { OpenPgp = Output("--armor", "--export") };

    private string[] Fingerprints() =>
        [.. Output("--with-colons", "--list-keys").Split('\n').Where(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Select(line => line.Split(':')[9])];

    private string Output(params string[] arguments) =>
        GitRepo.Run("gpg", "/", ["--homedir", folder, "--batch", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments]);

    private static void Require(string tool)
    {
        if (!GitRepo.ToolExists(tool))
        {
            Assert.Ignore($"{tool} is not installed");
        }
    }
}
