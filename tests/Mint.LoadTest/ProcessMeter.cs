using System.Globalization;

namespace Mint.LoadTest;

/// <summary>Reads what the coordinator's process costs.</summary>
internal sealed class ProcessMeter(int process)
{
    private static readonly double TicksPerSecond = 100; // USER_HZ, fixed on Linux for what /proc shows

    private double peak;

    public int Process { get; set; } = process;

    /// <summary>Resident memory now, MiB.</summary>
    public double Resident
    {
        get
        {
            var line = Lines("status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            var now = line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
            peak = Math.Max(peak, now);
            return now;
        }
    }

    /// <summary>The most that was seen.</summary>
    public double Peak => Math.Max(peak, Resident);

    /// <summary>Seconds of processor time so far.</summary>
    public double Seconds
    {
        get
        {
            if (Lines("stat").FirstOrDefault() is not { } line)
            {
                return 0;
            }

            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    private IEnumerable<string> Lines(string file)
    {
        var path = $"/proc/{Process}/{file}";
        return Process > 0 && File.Exists(path) ? File.ReadLines(path) : [];
    }
}
