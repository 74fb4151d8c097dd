using Mint.Core.Hosts;
using Mint.Testing.Conformance;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Confirming;

/// <summary>A real host on which files belong to whoever runs the test, instead of to root.</summary>
internal sealed class OwnedHost(IHost host, FileAccess owner) : ReadingHost(host), IHost
{
    public void WriteFile(string path, ReadOnlySpan<byte> content, FileAccess access) => host.WriteFile(path, content, Of(access));

    public void SetAccess(string path, FileAccess access) => host.SetAccess(path, Of(access));

    public void CreateDirectory(string path, FileAccess access) => host.CreateDirectory(path, Of(access));

    public void CreateLink(string path, string target) => host.CreateLink(path, target);

    public void Move(string path, string newPath) => host.Move(path, newPath);

    public void Delete(string path) => host.Delete(path);

    public Task<CommandResult> RunAsync(Command command, CancellationToken ct) => host.RunAsync(command, ct);

    private FileAccess Of(FileAccess access) => owner with { Mode = access.Mode };
}
