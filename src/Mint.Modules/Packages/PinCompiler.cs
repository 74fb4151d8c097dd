using Mint.Core.Graph;

namespace Mint.Modules.Packages;

/// <summary>Turns one pin into the text of a preferences file.</summary>
internal sealed class PinCompiler(CompileContext context, string name, PinSettings pin)
{
    private static readonly string[] Forms = ["release ", "version ", "origin "];

    /// <summary>The text; null after a problem was reported.</summary>
    public string? Compile()
    {
        var before = context.Problems.Count;
        var packages = pin.Packages ?? [];
        if (packages.Count == 0 || packages.Any(p => p.Length == 0 || p.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))))
        {
            context.Problem(["pins", name, "packages"], "expected a list of package names, a star for any text: ['nginx*']");
        }

        if (pin.Pin is not { } what || !Array.Exists(Forms, f => what.StartsWith(f, StringComparison.Ordinal)) || what.Any(char.IsControl))
        {
            context.Problem(["pins", name, "pin"], "expected 'release …', 'version …' or 'origin …'", "pin: release a=bookworm-backports");
        }

        if (pin.Priority is 0 or < short.MinValue or > short.MaxValue)
        {
            context.Problem(["pins", name, "priority"], "expected a number from -32768 to 32767, and not 0, which apt does not define");
        }

        return context.Problems.Count > before ? null : $"Package: {string.Join(' ', packages)}\nPin: {pin.Pin}\nPin-Priority: {pin.Priority}\n";
    }
}
