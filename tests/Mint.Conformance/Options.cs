using Mint.Testing.Conformance;

namespace Mint.Conformance;

/// <summary>What to run.</summary>
/// <param name="Kind">Only this kind; null for all.</param>
/// <param name="Case">Only this case; null for all.</param>
/// <param name="Property">Only this property; null for all.</param>
/// <param name="List">Print the cases, run none.</param>
internal sealed record Options(string? Kind, string? Case, string? Property, bool List)
{
    /// <summary>Reads the command line; null when it can't be understood.</summary>
    public static Options? Parse(IReadOnlyList<string> args)
    {
        var options = new Options(null, null, null, false);
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--list":
                    options = options with { List = true };
                    continue;
                case "--kind" when value is not null:
                    options = options with { Kind = value };
                    break;
                case "--case" when value is not null:
                    options = options with { Case = value };
                    break;
                case "--property" when value is not null && ConformanceProperties.All.Contains(value):
                    options = options with { Property = value };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }

    /// <summary>Whether a case is asked for.</summary>
    public bool Wants(ConformanceCase @case) => (Kind is null || Kind == @case.Kind) && (Case is null || Case == @case.Name);

    /// <summary>The properties that are asked for.</summary>
    public IEnumerable<string> Properties => ConformanceProperties.All.Where(p => Property is null || Property == p);
}
