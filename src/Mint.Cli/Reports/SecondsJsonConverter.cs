using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary>Durations as seconds, rounded to the millisecond; the property's name says so.</summary>
internal sealed class SecondsJsonConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(reader.GetDouble());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round(value.TotalSeconds, 3));
}
