using Mint.Cli.Planning;
using Mint.Cli.Reports;
using Mint.Core.Config;

namespace Mint.Cli.Configs;

/// <summary>From the loader's explanation to the report that is printed.</summary>
internal static class ExplanationMapping
{
    /// <summary>Maps it.</summary>
    public static ExplanationReport Map(Explanation explanation) => new(
        explanation.Host,
        explanation.KeyPath,
        explanation.Value is { } value ? InlineYaml.Write(value) : null,
        [.. explanation.Steps.Select(s => new LayerReport(s.Layer, PlanMapping.Text(s.Origin), s.Value, s.Wins, s.Reason))]);
}
