namespace Mint.Core.Confirming;

/// <summary>What a restore point says of the change that it belongs to, as lines of text: whoever finds it needs to know.</summary>
internal static class RestoreNote
{
    /// <summary>The agent stopped as it should; nobody is to blame.</summary>
    public const string Stop = "stop";

    private const string Commit = "commit ";
    private const string Specs = "specs ";
    private const string Member = "member ";

    /// <summary>The text; the reason is not known yet.</summary>
    public static string Write(TakenBack change) =>
        string.Concat(new[] { Commit + change.Commit, Specs + change.Specs }.Concat(change.Members.Select(m => Member + m)).Select(line => line + "\n"));

    /// <summary>Reads it back; what is missing is empty.</summary>
    public static TakenBack Read(string text)
    {
        var lines = text.Split('\n');
        string? One(string key) => lines.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
        return new TakenBack(
            One(Commit) is { Length: > 0 } commit ? commit : null,
            One(Specs) ?? "",
            [.. lines.Where(l => l.StartsWith(Member, StringComparison.Ordinal)).Select(l => ResourceId.TryParse(l[Member.Length..], out var id) ? id : (ResourceId?)null).OfType<ResourceId>()],
            "");
    }
}
