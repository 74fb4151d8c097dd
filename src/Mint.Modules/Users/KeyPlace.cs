using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>Where one user's keys lie, and the care that a directory needs which its user may change at any time.</summary>
/// <param name="Account">The user.</param>
internal sealed record KeyPlace(UserAccount Account)
{
    private const int OthersWrite = 0x12; // 0022
    private const int OwnDirectory = 0x1C0; // 0700
    private const int OwnFile = 0x180; // 0600

    private string Folder => Account.Home.TrimEnd('/') + "/.ssh";

    private string Path => Folder + "/authorized_keys";

    /// <summary>The place of a user's keys; null when there is no such user.</summary>
    public static KeyPlace? Of(string user, IHostReader host) =>
        AccountDatabase.Read(host).Users.TryGetValue(user, out var account) ? new KeyPlace(account) : null;

    /// <summary>The keys; null when the file is not there.</summary>
    public AuthorizedKeysState? Read(IHostReader host)
    {
        if (host.Stat(Path) is not { } file)
        {
            return null;
        }

        var fault = FolderFault(host) ?? FileFault(file);
        if (file.Type != FileType.File || host.Stat(Folder)?.Type != FileType.Directory)
        {
            return new AuthorizedKeysState([], fault);
        }

        var text = Encoding.UTF8.GetString(host.ReadFile(Path, 1 << 20) ?? []);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#');
        return new AuthorizedKeysState([.. lines], fault);
    }

    /// <summary>The file as it is, for a later undo; null when there is none that may be read.</summary>
    public byte[]? Content(IHostReader host) =>
        host.Stat(Path) is { Type: FileType.File } && host.Stat(Folder) is { Type: FileType.Directory } ? host.ReadFile(Path, 1 << 20) : null;

    /// <summary>Writes the file as the user's own; makes <c>.ssh</c> where it is missing.</summary>
    /// <exception cref="ResourceException">The home directory is missing or not the user's, or <c>.ssh</c> is a link.</exception>
    public void Write(ReadOnlySpan<byte> content, IHost host)
    {
        EnsureHome(host);
        var access = new FileAccess(Account.Uid, Account.Gid, OwnDirectory);
        if (host.Stat(Folder) is not { } folder)
        {
            host.CreateDirectory(Folder, access);
        }
        else if (folder.Type != FileType.Directory)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{Folder} is not a directory, so no key is written there; move it away by hand");
        }
        else if (FolderFault(host) is not null)
        {
            host.SetAccess(Folder, access);
        }

        if (host.Stat(Path) is { Type: FileType.Directory or FileType.Other })
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{Path} is not a file; move it away by hand");
        }

        host.WriteFile(Path, content, new FileAccess(Account.Uid, Account.Gid, OwnFile));
    }

    /// <summary>Removes the file, and nothing else of the directory.</summary>
    public void Delete(IHost host)
    {
        if (host.Stat(Folder) is { Type: FileType.Directory } && host.Stat(Path) is { Type: FileType.File or FileType.Link })
        {
            host.Delete(Path);
        }
    }

    private void EnsureHome(IHostReader host)
    {
        if (host.Stat(Account.Home) is not { Type: FileType.Directory } home)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{Account.Name} has no home directory {Account.Home} to keep keys in");
        }

        if (home.Uid != Account.Uid && home.Uid != 0)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{Account.Home} belongs to the uid {home.Uid}, not to {Account.Name}");
        }
    }

    private string? FolderFault(IHostReader host) => host.Stat(Folder) switch
    {
        { Type: not FileType.Directory } => $"{Folder} is not a directory",
        { } folder when folder.Uid != Account.Uid => $"{Folder} belongs to the uid {folder.Uid}",
        { } folder when (folder.Mode & OthersWrite) != 0 => $"others may write to {Folder}",
        _ => null,
    };

    private string? FileFault(FileEntry file) => file switch
    {
        { Type: not FileType.File } => $"{Path} is not a plain file",
        _ when file.Uid != Account.Uid || file.Gid != Account.Gid => $"{Path} belongs to {file.Uid}:{file.Gid}",
        _ when file.Mode != OwnFile => $"{Path} has the mode {Convert.ToString(file.Mode, 8)}",
        _ => null,
    };
}
