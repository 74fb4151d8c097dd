using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Users;

/// <summary>Sudo rules as files of <c>/etc/sudoers.d</c>, checked by visudo before they count.</summary>
internal static class SudoRule
{
    private const string Everything = "ALL=(ALL:ALL)";

    /// <summary>The resource of a user's (or, with a leading percent sign, a group's) rule.</summary>
    public static ResourceId Id(string who) =>
        new("file", who.StartsWith('%') ? $"/etc/sudoers.d/mint-group-{who[1..]}" : $"/etc/sudoers.d/mint-{who}");

    /// <summary>The rule; null when there is none.</summary>
    public static Resource? Compile(string who, SudoSettings? sudo, Origin origin)
    {
        string? rule = sudo?.Level switch
        {
            SudoLevel.NoPassword => $"{Everything} NOPASSWD: ALL",
            SudoLevel.Password => $"{Everything} ALL",
            SudoLevel.Commands => $"{Everything} NOPASSWD: {string.Join(", ", sudo.Commands)}",
            _ => null,
        };
        return rule is null
            ? null
            : new Resource(Id(who), FileSpec.Readable($"{who} {rule}\n") with { Mode = "0440", Check = FileCheck.Visudo }, origin);
    }

    /// <summary>What is wrong with a list of commands; null when nothing is. visudo judges what this lets through.</summary>
    public static string? Fault(SudoSettings sudo)
    {
        if (sudo.Level == SudoLevel.Commands && sudo.Commands.Count == 0)
        {
            return "the list of commands is empty; write 'none' for no sudo at all";
        }

        var bad = sudo.Commands.FirstOrDefault(c => c != "ALL" && (!c.StartsWith('/') || c.Any(x => char.IsControl(x) || x is ',' or '\\')));
        return bad is null ? null : $"'{bad}' is no command: an absolute path with its arguments, without comma and backslash, is expected";
    }

    /// <summary>Whether a graph's rule file lets somebody do everything.</summary>
    public static bool GivesEverything(Resource? rule) =>
        rule?.Spec is FileSpec { Content.Text: { } text } && GivesEverything(text);

    /// <summary>Whether a rule file's text lets somebody do everything.</summary>
    public static bool GivesEverything(string? text) => text?.TrimEnd().EndsWith(" ALL", StringComparison.Ordinal) == true;
}
