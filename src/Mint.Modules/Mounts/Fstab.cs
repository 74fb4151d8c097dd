using Mint.Core.Hosts;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>The host's /etc/fstab, shared by mounts and swap.</summary>
internal sealed class Fstab
{
    private readonly SharedFile file = new();

    /// <summary>The first entry that matches; null when there is none.</summary>
    public static FstabEntry? Find(IHostReader host, Func<FstabEntry, bool> isOurs) =>
        Shown(FstabText.Find(SharedFile.Read(FstabText.Path, host) ?? "", e => Shown(e) is { } shown && isOurs(shown)));

    /// <summary>Writes an entry, and lets systemd know when that changed something.</summary>
    public Task SetAsync(IHost host, FstabEntry entry, Func<FstabEntry, bool> isOurs, CancellationToken ct) =>
        EditAsync(host, text => FstabText.Set(text, Stored(entry), e => Shown(e) is { } shown && isOurs(shown)), ct);

    /// <summary>Removes an entry, and lets systemd know when that changed something.</summary>
    public Task RemoveAsync(IHost host, Func<FstabEntry, bool> isOurs, CancellationToken ct) =>
        EditAsync(host, text => FstabText.Remove(text, e => Shown(e) is { } shown && isOurs(shown)), ct);

    private async Task EditAsync(IHost host, Func<string, string> edit, CancellationToken ct)
    {
        var changed = false;
        file.Edit(FstabText.Path, host, text =>
        {
            var after = edit(text);
            changed = after != text;
            return after;
        });

        // systemd makes mount units of fstab; with stale ones it would undo a mount of ours.
        if (changed && host.Stat("/run/systemd/system") is not null)
        {
            (await host.RunAsync(new Command("systemctl", "daemon-reload"), ct)).EnsureSuccess();
        }
    }

    // Bytes travel as Latin-1, as the shared file has them; fields are compared and shown as the text they mean.
    private static FstabEntry? Shown(FstabEntry? entry) => entry is null ? null : entry with
    {
        Device = SharedFile.ToText(entry.Device),
        MountPoint = SharedFile.ToText(entry.MountPoint),
        Options = SharedFile.ToText(entry.Options),
    };

    private static FstabEntry Stored(FstabEntry entry) => entry with
    {
        Device = SharedFile.FromText(entry.Device),
        MountPoint = SharedFile.FromText(entry.MountPoint),
        Options = SharedFile.FromText(entry.Options),
    };
}
