using System.Text.Json;
using System.Text.Json.Serialization;
using Mint.Core;
using Mint.Core.Providers;

namespace Mint.Platform.Ledger;

/// <summary>Lists inside a row.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<Difference>))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<ResourceId> ids) => JsonSerializer.Serialize([.. ids.Select(i => i.ToString())], Default.IReadOnlyListString);

    public static string Write(IReadOnlyList<Difference> differences) => JsonSerializer.Serialize(differences, Default.IReadOnlyListDifference);

    public static IReadOnlyList<ResourceId> ReadIds(string json) =>
        json == "[]" ? [] : [.. (JsonSerializer.Deserialize(json, Default.IReadOnlyListString) ?? []).Select(Id)];

    public static IReadOnlyList<Difference> ReadDifferences(string json) =>
        json == "[]" ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListDifference) ?? [];

    /// <summary>Reads what <see cref="ResourceId.ToString"/> wrote.</summary>
    public static ResourceId Id(string text) =>
        ResourceId.TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not the id of a resource");
}
