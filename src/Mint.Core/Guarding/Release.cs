using System.Globalization;

namespace Mint.Core.Guarding;

/// <summary>
/// What a commit's <c>Mint-Allow</c> trailers release: <c>Mint-Allow: delete=6</c> lets a run delete up to six resources. The number
/// must be named, so a release is written by somebody who has seen the plan.
/// </summary>
public sealed class Release
{
    private const string Trailer = "Mint-Allow";
    private readonly Dictionary<string, int> allowed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the trailers of a commit; what is not understood releases nothing.</summary>
    public Release(IEnumerable<KeyValuePair<string, string>> trailers)
    {
        var entries = trailers
            .Where(t => t.Key.Equals(Trailer, StringComparison.OrdinalIgnoreCase))
            .SelectMany(t => t.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        foreach (var entry in entries)
        {
            var parts = entry.Split('=');
            if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                allowed[parts[0]] = Math.Max(number, allowed.GetValueOrDefault(parts[0]));
            }
        }
    }

    /// <summary>How many of a sort (<c>delete</c>, <c>restart</c>, <c>way-in</c>) are released; 0 when none.</summary>
    public int Of(string sort) => allowed.GetValueOrDefault(sort);
}
