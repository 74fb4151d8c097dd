using System.Globalization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Services;

/// <summary>Reloads or restarts a unit. One that does not run is left alone, and so is a oneshot at work: its next run takes what is new.</summary>
internal sealed class UnitRefresh(IHost host)
{
    /// <summary>Does it.</summary>
    public async Task RefreshAsync(string name, UnitSpec desired, CancellationToken ct)
    {
        var files = UnitFiles.Of(host);
        if (desired.Masked || files.Text(files.Resolve(name)) is { RunsToEnd: true })
        {
            return;
        }

        var verb = desired.Reload && !await IsOlderThanItsFilesAsync(name, ct) ? "try-reload-or-restart" : "try-restart";
        var result = await host.RunAsync(new Command("systemctl", verb, "--quiet", "--no-ask-password", "--", name) { Timeout = TimeSpan.FromMinutes(15) }, ct);
        result.EnsureSuccess(FailureKind.Retry);
    }

    /// <summary>Whether the unit's own files changed since it was started: then a reload would not do.</summary>
    private async Task<bool> IsOlderThanItsFilesAsync(string name, CancellationToken ct)
    {
        var shown = await host.RunAsync(new Command("systemctl", "show", "--timestamp=unix", "--property=ActiveEnterTimestamp", "--value", "--", name), ct);
        if (!long.TryParse(shown.Output.Trim().TrimStart('@'), NumberStyles.None, CultureInfo.InvariantCulture, out var started))
        {
            return true;
        }

        var folder = $"{UnitFiles.Local}/{name}.d";
        return host.List(folder).Select(file => $"{folder}/{file}").Prepend($"{UnitFiles.Local}/{name}")
            .Any(path => host.Stat(path) is { Type: FileType.File } file && file.ModifiedAt.ToUnixTimeSeconds() >= started);
    }
}
