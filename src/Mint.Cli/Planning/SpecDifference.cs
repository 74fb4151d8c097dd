using System.Text.Json;
using Mint.Cli.Reports;

namespace Mint.Cli.Planning;

/// <summary>
/// Compares two specs by their canonical JSON, for plans that have no host to look at. Secrets are hashes in it, and are shown as
/// <c>(secret)</c> on both sides.
/// </summary>
internal static class SpecDifference
{
    /// <summary>The attributes that differ, dotted: <c>access.mode</c>.</summary>
    /// <param name="before">JSON before; null when there was nothing.</param>
    /// <param name="after">JSON after; null when there is nothing any more.</param>
    public static IReadOnlyList<DifferenceReport> Of(string? before, string? after)
    {
        var (old, wanted) = (Flat(before), Flat(after));
        var names = wanted.Keys.Concat(old.Keys.Where(k => !wanted.ContainsKey(k)));
        return
        [
            .. from name in names
               let was = old.GetValueOrDefault(name)
               let becomes = wanted.GetValueOrDefault(name)
               where was != becomes
               select new DifferenceReport(name, Shown(was), Shown(becomes), null),
        ];
    }

    private static Dictionary<string, string?> Flat(string? json)
    {
        var flat = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (json is not null)
        {
            Flatten(JsonElement.Parse(json), "", flat);
        }

        return flat;
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string?> flat)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", flat);
                }

                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                flat[path] = element.GetString();
                break;
            default:
                flat[path] = element.GetRawText();
                break;
        }
    }

    // As SecretJsonConverter writes it: "hmac:" and 32 hex digits.
    private static string? Shown(string? value) => value is { Length: 37 } && value.StartsWith("hmac:", StringComparison.Ordinal) ? "(secret)" : value;
}
