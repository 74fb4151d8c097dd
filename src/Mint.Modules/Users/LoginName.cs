using System.Text.RegularExpressions;

namespace Mint.Modules.Users;

/// <summary>The rule for names of users and groups that we make: Debian's, without dots, since sudo passes over rule files with one.</summary>
internal static partial class LoginName
{
    /// <summary>1 to 32 of a-z 0-9 _ -, the first a letter or underscore.</summary>
    public static bool IsValid(string name) => Form().IsMatch(name);

    /// <summary>What to say of a name that breaks it.</summary>
    public static string Complaint(string name) => $"'{name}' can't be a login or group name: up to 32 of a-z 0-9 _ -, the first a letter or underscore";

    [GeneratedRegex(@"\A[a-z_][a-z0-9_\-]{0,31}\z")]
    private static partial Regex Form();
}
