using System.Text;
using System.Text.Json;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.UnitTests;

/// <summary>Compiles one section given as JSON, without files or with a few in memory.</summary>
internal static class Sections
{
    public static CompileContext Compile(IModule module, string json, params (string Path, string Text)[] files) =>
        Compile(module, json, [], files);

    public static CompileContext Compile(IModule module, string json, IReadOnlyList<object> otherSections, params (string Path, string Text)[] files)
    {
        var section = JsonSerializer.Deserialize(json, module.SectionType) ?? throw new ArgumentException("the section is null", nameof(json));
        var context = new CompileContext(new HostFacts("test"), module.Section, path => new Origin(string.Join('.', path), 1, 1), new TextFiles(files), otherSections);
        module.Compile(section, context);
        return context;
    }

    /// <summary>Compiles a section that has no mistakes by itself, and lets its module judge the whole.</summary>
    public static CompileContext Review(IModule module, string json)
    {
        var context = Compile(module, json);
        var (graph, _) = GraphBuilder.Build(context.Resources, new Dictionary<string, IResourceProvider>());
        module.Review(JsonSerializer.Deserialize(json, module.SectionType) ?? throw new ArgumentException("the section is null", nameof(json)), graph, context);
        return context;
    }

    private sealed class TextFiles((string Path, string Text)[] files) : IConfigFiles
    {
        public ConfigFile Read(string path, int maxBytes) => Array.Find(files, f => f.Path == path) is { Text: { } text }
            ? new ConfigFile(Encoding.UTF8.GetBytes(text), null)
            : new ConfigFile(null, ConfigFileFault.NotFound);

        public IReadOnlyList<string> List(string directory) => [];

        public IReadOnlyList<string> Directories(string directory) => [];
    }
}
