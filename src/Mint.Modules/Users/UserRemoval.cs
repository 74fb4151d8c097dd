using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Modules.Mounts;

namespace Mint.Modules.Users;

/// <summary>Removes one user: shuts the account, ends what runs, then userdel.</summary>
/// <param name="account">The user.</param>
/// <param name="deleteHome">Whether the home directory goes as well.</param>
internal sealed class UserRemoval(UserAccount account, bool deleteHome)
{
    private static readonly string[] Areas = ["/home", "/var/lib"];

    /// <summary>Removes it.</summary>
    /// <exception cref="ResourceException">The home directory shall go and must not, and then nothing was done; or userdel refused.</exception>
    public async Task RunAsync(IHost host, CancellationToken ct)
    {
        var home = deleteHome ? host.Stat(account.Home) : null;
        if (home is not null && HomeFault(home, host) is { } fault)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{account.Name} is not removed, for its home directory shall go with it, but {fault}");
        }

        // Else somebody could come back between the end of the sessions and the removal. When it fails, userdel still decides.
        await host.RunAsync(UserCommands.Expire(account.Name), ct);
        await Sessions.EndAllAsync(account, host, ct);
        string[] remove = home is null ? [] : ["--remove"];
        (await host.RunAsync(new Command("userdel", [.. remove, "--", account.Name]), ct)).EnsureSuccess();
    }

    /// <summary>Why the home directory must not be removed; null when it may. userdel follows mounts, and removes what other users have inside.</summary>
    private string? HomeFault(FileEntry home, IHostReader host)
    {
        var path = account.Home.TrimEnd('/');
        if (HostPath.Fault(path) is not null || !Areas.Any(area => HostPath.IsUnder(path, area)))
        {
            return $"'{path}' is not below {string.Join(" or ", Areas)}";
        }

        if (home.Type != FileType.Directory || home.Uid != account.Uid)
        {
            return $"{path} is not a directory of {account.Name}'s own";
        }

        var others = AccountDatabase.Read(host).Users.Values.Where(u => u.Name != account.Name);
        if (others.FirstOrDefault(u => u.Home.TrimEnd('/') is var other && (other == path || HostPath.IsUnder(other, path))) is { } lodger)
        {
            return $"{lodger.Home} is the home directory of {lodger.Name}";
        }

        return MountTable.PointIn(host.ReadFile(MountTable.Path), path) is { } point ? $"something is mounted at {point}" : null;
    }
}
