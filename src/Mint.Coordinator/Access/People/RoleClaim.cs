using System.Security.Claims;
using System.Text.Json;

namespace Mint.Coordinator.Access.People;

/// <summary>Finds a person's roles in what the identity provider says, wherever it puts them: <c>groups</c>, or deep as Keycloak's <c>realm_access.roles</c>.</summary>
internal static class RoleClaim
{
    /// <summary>The roles at a path. Names on the way may have dots themselves, as names of clients do.</summary>
    public static IEnumerable<string> Read(IEnumerable<Claim> claims, string path) => claims.SelectMany(claim =>
        claim.Type == path ? Flat(claim.Value)
        : Below(path, claim.Type) is { } rest && Parse(claim.Value) is { } json ? Walk(json, rest)
        : []);

    /// <summary>Of a person's roles the one with the highest role here, with the customers of those that are as high; null when none counts.</summary>
    public static OidcRole? Best(IEnumerable<string> roles, IReadOnlyDictionary<string, OidcRole> known)
    {
        var mapped = roles.Distinct().Select(r => known.GetValueOrDefault(r)).OfType<OidcRole>().ToList();
        if (mapped.Count == 0)
        {
            return null;
        }

        // What a lower role may see does not count with it: admin of one customer and viewer of all are no admin of all.
        var highest = mapped.Max(r => r.Role);
        var best = mapped.Where(r => r.Role == highest).ToList();
        return new OidcRole(highest, best.Exists(r => r.Customers.Count == 0) ? [] : [.. best.SelectMany(r => r.Customers).Distinct()]);
    }

    /// <summary>The claims that a path may begin in: <c>realm_access.roles</c> is in <c>realm_access</c>, and a claim may have a dot in its name.</summary>
    public static IEnumerable<string> Roots(string path) =>
        Enumerable.Range(1, path.Length).Where(end => end == path.Length || path[end] == '.').Select(end => path[..end]);

    /// <summary>A claim of the provider's user info as ID tokens have it: text, or JSON as text; null when it is not there.</summary>
    public static string? Text(JsonElement said, string claim) => !said.TryGetProperty(claim, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();

    private static IEnumerable<string> Walk(JsonElement json, string path) => json.ValueKind != JsonValueKind.Object ? [] : json.EnumerateObject().SelectMany(property =>
        property.Name == path ? Strings(property.Value)
        : Below(path, property.Name) is { } rest ? Walk(property.Value, rest)
        : []);

    private static IEnumerable<string> Flat(string value) => Parse(value) is { ValueKind: JsonValueKind.Array } array ? Strings(array) : [value];

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString() ?? ""],
        JsonValueKind.Array => json.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString() ?? ""),
        _ => [],
    };

    private static string? Below(string path, string name) => name.Length > 0 && path.StartsWith(name + ".", StringComparison.Ordinal) ? path[(name.Length + 1)..] : null;

    private static JsonElement? Parse(string text)
    {
        if (text is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A plain word that looks like the beginning of JSON.
            return null;
        }
    }
}
