using System.Text.RegularExpressions;

namespace Mint.Modules.Packages;

/// <summary>Debian's rule for package names. A name that keeps it can't be taken for an option or a shell's word.</summary>
internal static partial class PackageName
{
    /// <summary>Two or more lower-case letters, digits, <c>+ - .</c>; optionally <c>:arch</c>.</summary>
    public static bool IsValid(string name) => name.Length <= 128 && Form().IsMatch(name);

    /// <summary>The name without its architecture.</summary>
    public static string WithoutArchitecture(string name) => name.Split(':')[0];

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.\-]+(:[a-z0-9][a-z0-9\-]*)?\z")]
    private static partial Regex Form();
}
