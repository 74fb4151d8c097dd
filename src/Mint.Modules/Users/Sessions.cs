using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Modules.Users;

/// <summary>
/// Ends what a user has running. Nothing here fails by itself: a program that is not installed, a session that is gone already. What matters
/// is looked at by whoever goes on: userdel refuses while a process is left, and says which.
/// </summary>
internal static class Sessions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends the sessions that logind knows, with all that was started in them. Services of that user go on.</summary>
    public static async Task EndAsync(UserAccount account, IHost host, CancellationToken ct)
    {
        if (host.Stat($"/run/systemd/users/{Text(account.Uid)}") is not null)
        {
            await host.RunAsync(new Command("loginctl", "terminate-user", "--", account.Name), ct);
        }
    }

    /// <summary>Ends the sessions, then everything else that runs as the user, and waits until it is gone.</summary>
    public static async Task EndAllAsync(UserAccount account, IHost host, CancellationToken ct)
    {
        if (host.Stat($"/var/lib/systemd/linger/{account.Name}") is not null)
        {
            await host.RunAsync(new Command("loginctl", "disable-linger", "--", account.Name), ct);
        }

        await EndAsync(account, host, ct);

        // A program with setuid has the user as its real id only.
        foreach (var whose in new[] { "--euid", "--uid" })
        {
            await host.RunAsync(new Command("pkill", ["--signal", "KILL", .. OfHost, whose, Text(account.Uid)]), ct);
            await host.RunAsync(new Command("pidwait", [.. OfHost, whose, Text(account.Uid)]) { Timeout = Patience }, ct);
        }
    }

    /// <summary>A container's processes have ids of their own that are this user's by chance. They run in another process namespace.</summary>
    private static string[] OfHost => ["--ns", "1", "--nslist", "pid"];

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
