using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>
/// Who is likely behind a drift: the people logged in when it was seen, as systemd-logind's session files tell. A best effort, so
/// the answer is always shown as "likely".
/// </summary>
internal static class LikelyActor
{
    private const string Sessions = "/run/systemd/sessions";
    private const int MaxLength = 100;

    public static string? Guess(IHostReader host)
    {
        try
        {
            var people = host.List(Sessions)
                .Where(name => !name.EndsWith(".ref", StringComparison.Ordinal))
                .Select(name => Describe(host.ReadFile($"{Sessions}/{name}")))
                .OfType<string>()
                .Distinct()
                .Take(3)
                .ToList();
            return people.Count == 0 ? null : string.Join(", ", people);
        }
        catch (ResourceException)
        {
            return null; // knowing who is a courtesy; not knowing must not stop the repair
        }
    }

    private static string? Describe(byte[]? session)
    {
        var fields = Encoding.UTF8.GetString(session ?? [])
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0])
            .ToDictionary(g => g.Key, g => g.First()[1]);
        // Newer releases have several classes of people, "user-early" for root among them; the others are greeters, managers and the like.
        if (!fields.TryGetValue("USER", out var user) || fields.GetValueOrDefault("CLASS", "user") is not ("user" or "user-early" or "user-light" or "user-early-light")
            || fields.GetValueOrDefault("STATE") == "closing")
        {
            return null;
        }

        var actor = fields.GetValueOrDefault("REMOTE_HOST") is { Length: > 0 } from
            ? $"{user} ({fields.GetValueOrDefault("SERVICE", "remote")} from {from})"
            : user;
        return CommitMessage.Printable(actor, MaxLength);
    }
}
