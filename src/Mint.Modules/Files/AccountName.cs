namespace Mint.Modules.Files;

/// <summary>What can name a user or group: Debian's rule, or a number.</summary>
internal static class AccountName
{
    /// <summary>Whether it is a number, or 1 to 32 lower-case letters, digits, dashes, dots and underscores, the first of them no digit or dash.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > 32)
        {
            return false;
        }

        return name.All(char.IsAsciiDigit)
            ? name.Length <= 9
            : (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
    }
}
