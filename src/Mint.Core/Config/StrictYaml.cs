using System.Text.Json.Serialization.Metadata;

namespace Mint.Core.Config;

/// <summary>Reads one YAML file into a record with the same strictness as the config repo: all mistakes at once, each with its place.</summary>
public static class StrictYaml
{
    /// <summary>Reads and binds.</summary>
    /// <param name="file">The file's name, for the problems.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="type">The source-generated contract of the record.</param>
    /// <returns>The record, or null and every mistake.</returns>
    public static (T? Value, IReadOnlyList<Problem> Problems) Read<T>(string file, byte[] content, JsonTypeInfo<T> type) where T : class
    {
        var problems = new List<Problem>();
        if (YamlReader.Read(file, content, problems) is not { } root || problems.Count > 0)
        {
            return (null, ProblemOrder.Sort(problems));
        }

        var contract = new ShapeReader().Read(type);
        new ShapeChecker(merged: true, problems).Check(root, contract.Shape, KeyPath.Root, root.Origin);
        var value = problems.Count == 0 ? Binder.Bind(root, contract, KeyPath.Root, problems) as T : null;
        return (problems.Count == 0 ? value : null, ProblemOrder.Sort(problems));
    }
}
