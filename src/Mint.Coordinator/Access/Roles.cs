namespace Mint.Coordinator.Access;

/// <summary>Roles by the words that people use, which are also the names of the policies: <c>[Authorize(Policy = Roles.Admin)]</c>.</summary>
internal static class Roles
{
    /// <summary>Viewer and above.</summary>
    public const string Viewer = "viewer";

    /// <summary>Operator and above.</summary>
    public const string Operator = "operator";

    /// <summary>Admin.</summary>
    public const string Admin = "admin";

    /// <summary>All, for messages.</summary>
    public const string Known = $"{Viewer}, {Operator} or {Admin}";

    /// <summary>Its word.</summary>
    public static string Word(this Role role) => role switch
    {
        Role.Viewer => Viewer,
        Role.Operator => Operator,
        Role.Admin => Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no role"),
    };

    /// <summary>The role of a word; null for another word.</summary>
    public static Role? Read(string word) => word switch
    {
        Viewer => Role.Viewer,
        Operator => Role.Operator,
        Admin => Role.Admin,
        _ => null,
    };

    /// <summary>The words of this role and those above.</summary>
    public static IEnumerable<string> From(Role least) => Enum.GetValues<Role>().Where(r => r >= least).Select(Word);
}
