using System.Text.Json.Serialization;

namespace Mint.Coordinator.Backup;

/// <summary>What a backup says of itself: its last entry, written once all others are known.</summary>
internal sealed record Manifest
{
    /// <summary>The name of its entry.</summary>
    public const string Entry = "manifest.json";

    /// <summary>The format that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the file.</summary>
    public required int Format { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By which version.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the store's tables.</summary>
    public required long Schema { get; init; }

    /// <summary>Every other entry.</summary>
    public required IReadOnlyList<ManifestEntry> Entries { get; init; }

    /// <summary>The last number that was given, for each table whose rows are numbered.</summary>
    public required IReadOnlyDictionary<string, long> Numbers { get; init; }

    /// <summary>Rows in all.</summary>
    [JsonIgnore]
    public long Rows => Entries.Sum(e => e.Rows ?? 0);
}

/// <summary>An entry.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, lower-case hex.</param>
/// <param name="Rows">How many rows it holds; null for what is no table.</param>
internal sealed record ManifestEntry(string Name, long Bytes, string Sha256, long? Rows)
{
    /// <summary>Where tables are.</summary>
    public const string Tables = "tables/";

    /// <summary>Where the authority's files are.</summary>
    public const string Authority = "authority/";

    /// <summary>The entry of a table.</summary>
    public static string OfTable(string table) => $"{Tables}{table}.ndjson";

    /// <summary>Whether the name is one that a backup has; anything else could point outside of where it belongs.</summary>
    [JsonIgnore]
    public bool IsGood =>
        !Name.Contains('\\', StringComparison.Ordinal)
        && Name.Split('/') is [_, ..] parts
        && parts.All(p => p is not ("" or "." or ".."))
        && (Name.StartsWith(Authority, StringComparison.Ordinal) || (Name.StartsWith(Tables, StringComparison.Ordinal) && Rows is not null && parts.Length == 2));
}

/// <summary>The contract of the manifest.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
