using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>Sets libgit2 up for this process: our transports, and nothing from anyone's Git configuration.</summary>
internal static class GitTransports
{
    private static readonly Lock Gate = new();
    private static bool s_done;

    /// <summary>Called before any use of libgit2 in the agent; again is harmless. libgit2 keeps these settings per process.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (s_done)
            {
                return;
            }

            foreach (ConfigurationLevel level in new[] { ConfigurationLevel.System, ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.ProgramData })
            {
                // Else a url.insteadOf in root's ~/.gitconfig could lead the agent to another repository.
                GlobalSettings.SetConfigSearchPaths(level, "");
            }

            GlobalSettings.SetStrictHashVerification(true);
            GlobalSettings.RegisterSmartSubtransport<SshSubtransport>("ssh");
            GlobalSettings.RegisterSmartSubtransport<HttpsSubtransport>("https");
            s_done = true;
        }
    }
}
