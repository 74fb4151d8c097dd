using System.Diagnostics;

namespace Mint.UnitTests.Secrets;

/// <summary>Real SSH keys, by name, in a directory of their own; made when they are first asked for.</summary>
internal sealed class SshKeys : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mint-keys-");

    public string Private(string name)
    {
        var path = Path.Combine(directory.FullName, name);
        if (!File.Exists(path + ".pub"))
        {
            using var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path]);
            keygen.WaitForExit();
        }

        return path;
    }

    public string Public(string name) => File.ReadAllText(Private(name) + ".pub").Trim();

    public void Dispose() => directory.Delete(recursive: true);
}
