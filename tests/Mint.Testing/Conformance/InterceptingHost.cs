using Mint.Core.Hosts;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Conformance;

/// <summary>A host whose every change first, and last, passes a hook.</summary>
public abstract class InterceptingHost(IHost host) : ReadingHost(host), IHost
{
    private readonly IHost host = host;

    public void WriteFile(string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        OnWrite(path, content);
        Before();
        host.WriteFile(path, content, access);
        After();
    }

    public void SetAccess(string path, FileAccess access) => Intercept(() => host.SetAccess(path, access));

    public void CreateDirectory(string path, FileAccess access) => Intercept(() => host.CreateDirectory(path, access));

    public void CreateLink(string path, string target) => Intercept(() => host.CreateLink(path, target));

    public void Move(string path, string newPath) => Intercept(() => host.Move(path, newPath));

    public void Delete(string path) => Intercept(() => host.Delete(path));

    public async Task<CommandResult> RunAsync(Command command, CancellationToken ct)
    {
        Before();
        var result = await OnRunAsync(command, ct);
        After();
        return result;
    }

    /// <summary>Called before every change.</summary>
    protected virtual void Before()
    {
    }

    /// <summary>Called after every change.</summary>
    protected virtual void After()
    {
    }

    /// <summary>Called with what is written.</summary>
    protected virtual void OnWrite(string path, ReadOnlySpan<byte> content)
    {
    }

    /// <summary>Runs a program.</summary>
    protected virtual Task<CommandResult> OnRunAsync(Command command, CancellationToken ct) => host.RunAsync(command, ct);

    private void Intercept(Action change)
    {
        Before();
        change();
        After();
    }
}
