using System.Text.Json;

namespace Mint.LabTests.Conformance;

/// <summary>One line that <c>Mint.Conformance</c> prints: whether a property holds for a case of a kind.</summary>
internal sealed record ConformanceLine(string Kind, string Case, string Property, bool Ok, string? Message)
{
    public static ConformanceLine Parse(string line) =>
        JsonSerializer.Deserialize<ConformanceLine>(line, JsonSerializerOptions.Web) ?? throw new FormatException($"not a conformance result: {line}");

    public override string ToString() => $"{Kind} · {Case} · {Property}{(Ok ? "" : $": {Message}")}";
}
