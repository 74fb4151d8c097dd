using System.Text.Json.Serialization;

namespace Mint.Modules;

/// <summary>Whether a named thing shall be there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Presence>))]
public enum Presence
{
    /// <summary>It shall be there; what leaving the key out means.</summary>
    [JsonStringEnumMemberName("present")]
    Present,

    /// <summary>It shall not be there, whoever brought it.</summary>
    [JsonStringEnumMemberName("absent")]
    Absent,
}
