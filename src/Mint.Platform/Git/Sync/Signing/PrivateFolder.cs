namespace Mint.Platform.Git.Sync.Signing;

/// <summary>A folder that only we can read, gone when disposed.</summary>
internal sealed class PrivateFolder : IDisposable
{
    /// <summary>Where it is; made with mode 0700.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mint-signature-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        string path = System.IO.Path.Join(Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
