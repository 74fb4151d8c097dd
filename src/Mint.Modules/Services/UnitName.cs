using System.Text.RegularExpressions;

namespace Mint.Modules.Services;

/// <summary>systemd's rule for unit names.</summary>
internal static partial class UnitName
{
    /// <summary>Whether it is a full unit name that a person may manage.</summary>
    public static bool IsValid(string name) => name.Length <= 200 && Form().IsMatch(name);

    /// <summary>Whether it is a template without an instance, <c>backup@.service</c>, which itself neither runs nor is enabled.</summary>
    public static bool IsTemplate(string name) => name.Contains("@.", StringComparison.Ordinal);

    /// <summary>The template of an instance: <c>backup@.service</c> for <c>backup@web.service</c>; null for what is none.</summary>
    public static string? TemplateOf(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at < 0 || IsTemplate(name) ? null : name[..(at + 1)] + name[name.LastIndexOf('.')..];
    }

    /// <summary>The name without its type: <c>nginx</c>.</summary>
    public static string Stem(string name) => name[..name.LastIndexOf('.')];

    /// <summary>The type: <c>service</c>.</summary>
    public static string TypeOf(string name) => name[(name.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9:_.\\\-]*(@[A-Za-z0-9:_.\\\-]*)?\.(service|timer|socket|path|target|mount|automount|swap|slice)\z")]
    private static partial Regex Form();
}
