using System.Text.Json.Serialization;
using Mint.Core.Config;

namespace Mint.Cli.Fleet;

/// <summary>What <c>~/.config/mint/coordinator.yaml</c> says: where a person's coordinator is, and how to be let in.</summary>
internal sealed record CoordinatorSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "coordinator.yaml";

    /// <summary>Where the coordinator answers: <c>https://mint.example.com:8443</c>.</summary>
    public required string Url { get; init; }

    /// <summary>File with the API token; relative to this file, <c>~/</c> is understood.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificate authorities to trust instead of the system's, as PEM; relative to this file, <c>~/</c> is understood.</summary>
    public string? CaFile { get; init; }

    /// <summary>Reads the file.</summary>
    /// <returns>The settings with full paths; null when there is no such file.</returns>
    /// <exception cref="CommandException">It can't be read, or holds a mistake.</exception>
    public static CoordinatorSettings? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var content = SmallFile.Read(path);
        var (settings, problems) = StrictYaml.Read(path, content, CoordinatorSettingsJson.Default.CoordinatorSettings);
        if (settings is null)
        {
            var first = problems[0];
            throw new CommandException(
                $"{first.Origin} {first.Path}: {first.Message}".Replace(" : ", ": ", StringComparison.Ordinal), first.Hint ?? "It holds url, token_file and ca_file.");
        }

        return settings with { TokenFile = Full(path, settings.TokenFile), CaFile = Full(path, settings.CaFile) };
    }

    private static string? Full(string settings, string? path) => path switch
    {
        null => null,
        _ when path.StartsWith("~/", StringComparison.Ordinal) => Path.Combine(UserDirectories.Home, path[2..]),
        _ => Path.Combine(Path.GetDirectoryName(settings) ?? "", path),
    };
}

/// <summary>The contract of coordinator.yaml.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CoordinatorSettings))]
internal sealed partial class CoordinatorSettingsJson : JsonSerializerContext;
