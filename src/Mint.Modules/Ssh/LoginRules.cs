namespace Mint.Modules.Ssh;

/// <summary>Tells from the settings alone whom sshd would turn away although he has a key.</summary>
/// <param name="settings">The wanted settings.</param>
internal sealed class LoginRules(SshdSpec settings)
{
    private const string Root = "root";

    private static readonly string[] UsualKeys = [".ssh/authorized_keys", "%h/.ssh/authorized_keys"];

    /// <summary>Keywords whose change can keep somebody out.</summary>
    public static IReadOnlyList<string> Keywords { get; } =
    [
        "PubkeyAuthentication", "AuthenticationMethods", "AuthorizedKeysFile", "PermitRootLogin", "AllowUsers", "AllowGroups", "DenyUsers", "DenyGroups",
    ];

    /// <summary>Why sshd turns somebody away who comes with a key of his own; null when it does not.</summary>
    /// <param name="user">The login name.</param>
    /// <param name="groups">All groups that the configuration puts him into.</param>
    public string? WhyRefused(string user, IReadOnlyCollection<string> groups) => WhyKeysAreRefused() ?? WhyRootIsRefused(user) ?? WhyNameIsRefused(user, groups);

    private string? WhyKeysAreRefused()
    {
        if (Is("PubkeyAuthentication", "no"))
        {
            return "PubkeyAuthentication is off";
        }

        if (One("AuthenticationMethods") is { } methods && methods != "any" && !methods.Contains("publickey", StringComparison.OrdinalIgnoreCase))
        {
            return $"AuthenticationMethods is '{methods}', without publickey";
        }

        return One("AuthorizedKeysFile") is { } files && !files.Split(' ').Intersect(UsualKeys).Any()
            ? $"AuthorizedKeysFile is '{files}', where no declared key lies"
            : null;
    }

    private string? WhyRootIsRefused(string user) => user == Root && One("PermitRootLogin") is "no" or "forced-commands-only" ? "root_login is no" : null;

    private string? WhyNameIsRefused(string user, IReadOnlyCollection<string> groups)
    {
        if (IsDenied("DenyUsers", user))
        {
            return "DenyUsers names it";
        }

        if (Has("AllowUsers") && !Matches("AllowUsers", user))
        {
            return "allowed_users does not name it";
        }

        if (groups.FirstOrDefault(g => IsDenied("DenyGroups", g)) is { } denied)
        {
            return $"DenyGroups names its group {denied}";
        }

        return Has("AllowGroups") && !groups.Any(g => Matches("AllowGroups", g)) ? "it is declared to be in none of allowed_groups" : null;
    }

    private bool Has(string keyword) => settings.Of(keyword).Count > 0;

    private string? One(string keyword) => settings.Of(keyword) is [var first, ..] ? first : null;

    private bool Is(string keyword, string value) => string.Equals(One(keyword), value, StringComparison.OrdinalIgnoreCase);

    // A pattern with an address after an at sign lets somebody in from there, which is a way in, and keeps him out from there only.
    private bool Matches(string keyword, string name) => Patterns(keyword).Any(pattern => Pattern.Matches(pattern.Split('@')[0], name));

    private bool IsDenied(string keyword, string name) => Patterns(keyword).Any(pattern => Pattern.Matches(pattern, name));

    private IEnumerable<string> Patterns(string keyword) => settings.Of(keyword).SelectMany(v => v.Split(' '));
}
