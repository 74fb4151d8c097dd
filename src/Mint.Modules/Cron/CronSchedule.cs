namespace Mint.Modules.Cron;

/// <summary>When a job runs: five fields, or a word that stands for them.</summary>
internal static class CronSchedule
{
    private static readonly string[] Words =
        ["@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    /// <summary>The schedule with single spaces, or what is wrong with it.</summary>
    public static (string Text, string? Fault) Read(string schedule)
    {
        var parts = schedule.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', parts);
        if (text.StartsWith('@'))
        {
            return (text, Words.Contains(text, StringComparer.Ordinal) ? null : $"'{text}' is none of {string.Join(", ", Words)}");
        }

        if (parts.Length != CronField.All.Count)
        {
            return (text, $"'{text}' has {parts.Length} fields; five are expected: {string.Join(", ", CronField.All.Select(f => f.Name))}");
        }

        return (text, parts.Zip(CronField.All, (part, field) => field.Fault(part)).FirstOrDefault(f => f is not null));
    }
}
