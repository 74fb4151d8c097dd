using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mint.Core.Providers;

/// <summary>
/// A spec as text whose bytes are equal when the specs are equal: what the ledger stores, hashes and shows. Property order is
/// the record's own; maps must be sorted by the compiler that made them.
/// </summary>
internal static class CanonicalJson
{
    public static string Write<T>(T spec, JsonTypeInfo<T> type, SecretKey key) =>
        SecretJsonConverter.Keyed(key, () => JsonSerializer.Serialize(spec, type));
}
