using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Platform.Linux.Units;

/// <summary>Lists loaded units: by D-Bus in a millisecond, by <c>systemctl</c> where that fails, none where systemd does not run.</summary>
internal static class UnitLister
{
    private const string SystemdRuns = "/run/systemd/system";

    public static async Task<IReadOnlyDictionary<string, LoadedUnit>> ListAsync(LinuxHostReader host, CancellationToken ct)
    {
        if (!Directory.Exists(SystemdRuns))
        {
            return new Dictionary<string, LoadedUnit>();
        }

        try
        {
            using var bus = SystemdBus.Open();
            return bus.ListUnits();
        }
        catch (SystemdBusException e)
        {
            var result = await host.QueryAsync(ReadOnlyCommand.ShowUnits(), ct);
            return result.Succeeded
                ? Parse(result.Output)
                : throw new ResourceException(FailureKind.Retry, $"systemd does not tell its units: {e.Message}; {result.Error.Trim()}", inner: e);
        }
    }

    /// <summary>Reads <c>systemctl list-units --plain --no-legend</c>: unit, load, active, sub, description.</summary>
    internal static Dictionary<string, LoadedUnit> Parse(string output) => output
        .Split('\n')
        .Select(line => line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length >= 4)
        .DistinctBy(words => words[0])
        .ToDictionary(words => words[0], words => new LoadedUnit(words[0], words[1], words[2], words[3]), StringComparer.Ordinal);
}
