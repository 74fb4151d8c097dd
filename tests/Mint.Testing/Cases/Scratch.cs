using System.Text;
using Mint.Core.Hosts;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>Steps that cases of files share: a directory of their own, and edits behind the agent's back.</summary>
internal static class Scratch
{
    /// <summary>Below /etc, where nobody else writes.</summary>
    public const string Area = "/etc/mint-conformance";

    public static readonly FileAccess Directory = new(0, 0, 0x1ED);

    /// <summary>Makes the directory.</summary>
    public static Task MakeAsync(IHost host, CancellationToken ct)
    {
        host.CreateDirectory(Area, Directory);
        return Task.CompletedTask;
    }

    /// <summary>Removes the directory and what is left in it.</summary>
    public static Task RemoveAsync(IHost host, CancellationToken ct)
    {
        foreach (var name in host.List(Area))
        {
            host.Delete($"{Area}/{name}");
        }

        host.Delete(Area);
        return Task.CompletedTask;
    }

    /// <summary>Writes a text, as a person would.</summary>
    public static Func<IHost, CancellationToken, Task> Write(string path, string text) => (host, _) =>
    {
        host.WriteFile(path, Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
        return Task.CompletedTask;
    };

    /// <summary>Edits a text, as a person would.</summary>
    public static Func<IHost, CancellationToken, Task> Edit(string path, Func<string, string> edit) => (host, _) =>
    {
        var text = Encoding.UTF8.GetString(host.ReadFile(path) ?? []);
        host.WriteFile(path, Encoding.UTF8.GetBytes(edit(text)), FileAccess.RootReadable);
        return Task.CompletedTask;
    };

    /// <summary>Removes a path, as a person would.</summary>
    public static Func<IHost, CancellationToken, Task> Delete(string path) => (host, _) =>
    {
        host.Delete(path);
        return Task.CompletedTask;
    };

    /// <summary>Changes owner and mode, as a person would.</summary>
    public static Func<IHost, CancellationToken, Task> Access(string path, FileAccess access) => (host, _) =>
    {
        host.SetAccess(path, access);
        return Task.CompletedTask;
    };

    /// <summary>Keeps a file's text aside once, so that <see cref="PutBack"/> can restore what the host had.</summary>
    public static void KeepAside(IHost host, string path, string name)
    {
        var kept = $"/run/mint-conformance-{name}";
        if (host.Stat(kept) is null && host.ReadFile(path) is { } bytes)
        {
            host.WriteFile(kept, bytes, FileAccess.RootReadable);
        }
    }

    /// <summary>Restores what <see cref="KeepAside"/> kept; gives it back, null when there was nothing.</summary>
    public static string? PutBack(IHost host, string path, string name)
    {
        var kept = $"/run/mint-conformance-{name}";
        if (host.ReadFile(kept) is not { } bytes)
        {
            return null;
        }

        host.WriteFile(path, bytes, FileAccess.RootReadable);
        host.Delete(kept);
        return Encoding.UTF8.GetString(bytes);
    }
}
