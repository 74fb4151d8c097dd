using Mint.Platform.Linux.Native;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Linux;

/// <summary>A directory of its own for one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mint-test-");

    public string Path => directory.FullName;

    public string this[string name] => System.IO.Path.Join(Path, name);

    /// <summary>The test's own user with a mode, for tests run without root.</summary>
    public static FileAccess Own(int mode) => new((int)Libc.EffectiveUser(), (int)Libc.EffectiveUser(), mode);

    public void Dispose() => directory.Delete(recursive: true);
}
