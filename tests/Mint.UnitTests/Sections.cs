using System.Text;
using System.Text.Json;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.UnitTests;

/// <summary>Compiles one section given as JSON, without files or with a few in memory.</summary>
internal static class Sections
{
    public static CompileContext Compile(IModule module, string json, params (string Path, string Text)[] files) =>
        Compile(module, json, _ => null, files);

    public static CompileContext Compile(IModule module, string json, Func<string, object?> otherSection, params (string Path, string Text)[] files)
    {
        var section = JsonSerializer.Deserialize(json, module.SectionType) ?? throw new ArgumentException("the section is null", nameof(json));
        var context = new CompileContext(new HostFacts("test"), module.Section, path => new Origin(string.Join('.', path), 1, 1), new TextFiles(files))
        {
            OtherSection = otherSection,
        };
        module.Compile(section, context);
        return context;
    }

    private sealed class TextFiles((string Path, string Text)[] files) : IConfigFiles
    {
        public ConfigFile Read(string path, int maxBytes) => Array.Find(files, f => f.Path == path) is { Text: { } text }
            ? new ConfigFile(Encoding.UTF8.GetBytes(text), null)
            : new ConfigFile(null, ConfigFileFault.NotFound);

        public IReadOnlyList<string> List(string directory) => [];
    }
}
