using System.Text.Encodings.Web;
using System.Text.Json;
using Mint.Core.Config;
using Mint.Modules;
using Mint.Platform.Git;

namespace Mint.Cli.Configs;

/// <summary>The JSON Schemas of the config repo's files, for editors.</summary>
internal static class SchemaText
{
    /// <summary>All kinds of files by the name used on the command line.</summary>
    public static IReadOnlyDictionary<string, SchemaFile> Kinds { get; } = new Dictionary<string, SchemaFile>
    {
        ["mint"] = SchemaFile.Fleet,
        ["host"] = SchemaFile.Host,
        ["group"] = SchemaFile.Group,
    };

    /// <summary>The name that the schema of a kind has in a directory: <c>host.schema.json</c>.</summary>
    public static string FileName(string kind) => $"{kind}.schema.json";

    /// <summary>The schema, indented, ending in a line break.</summary>
    public static string Of(SchemaFile file)
    {
        // The shapes come from the modules alone; no file is read.
        var schema = new ConfigLoader(new DirectoryFiles("/nonexistent"), ModuleCatalog.All).Schema(file);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Writes all schemas into a directory, which is made when absent.</summary>
    public static IReadOnlyList<string> WriteAll(string directory)
    {
        Directory.CreateDirectory(directory);
        var written = new List<string>();
        foreach (var (kind, file) in Kinds)
        {
            var path = Path.Combine(directory, FileName(kind));
            File.WriteAllText(path, Of(file));
            written.Add(path);
        }

        return written;
    }
}
