using System.Runtime.CompilerServices;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>
/// Asks apt what it would upgrade. Two simulations cost seconds, so their answer is kept until something that it depends on changes:
/// dpkg's status, the package lists, apt's sources, preferences and settings.
/// </summary>
internal sealed class UpgradeOracle
{
    private static readonly string[] Files = [DpkgStatus.Path, "/etc/apt/sources.list", "/etc/apt/preferences", "/etc/apt/apt.conf"];

    private static readonly string[] Folders =
        [PackageLists.Folder, "/etc/apt/sources.list.d", "/etc/apt/preferences.d", "/etc/apt/apt.conf.d"];

    private readonly ConditionalWeakTable<IHostReader, Answer> known = [];

    /// <summary>What is pending now.</summary>
    /// <exception cref="ResourceException">apt can't tell.</exception>
    public async ValueTask<PendingUpgrades> AskAsync(IHostReader host, CancellationToken ct)
    {
        var key = host.Remember("updates:key", () => KeyOf(host));
        if (known.TryGetValue(host, out var answer) && answer.Key == key)
        {
            return answer.Pending;
        }

        var ready = UpgradeSimulation.Parse(await SimulateAsync(ReadOnlyCommand.AptUpgrade(), host, ct));
        var most = UpgradeSimulation.Parse(await SimulateAsync(ReadOnlyCommand.AptFullUpgrade(), host, ct));
        var names = ready.Select(u => u.Name).ToHashSet(StringComparer.Ordinal);
        var pending = new PendingUpgrades(ready, [.. most.Where(u => !names.Contains(u.Name))]);
        known.AddOrUpdate(host, new Answer(key, pending));
        return pending;
    }

    /// <summary>Asks apt again the next time: it was at work itself.</summary>
    public void Forget(IHostReader host) => known.Remove(host);

    private static async ValueTask<string> SimulateAsync(ReadOnlyCommand command, IHostReader host, CancellationToken ct)
    {
        var result = await host.QueryAsync(command, ct);
        return result.Succeeded ? result.Output
            : result.ExitCode == CommandResult.NotFound ? ""
            : throw new ResourceException(FailureKind.Retry, $"apt can't tell what it would upgrade: {AptError.Explain(result)}");
    }

    private static string KeyOf(IHostReader host)
    {
        var key = new StringBuilder();
        foreach (var path in Files.Concat(Folders.SelectMany(f => host.List(f).Select(n => $"{f}/{n}"))))
        {
            if (host.Stat(path) is { Type: FileType.File or FileType.Link } file)
            {
                key.Append(path).Append(' ').Append(file.Size).Append(' ').Append(file.ModifiedAt.Ticks).Append('\n');
            }
        }

        return key.ToString();
    }

    private sealed record Answer(string Key, PendingUpgrades Pending);
}
