using System.ComponentModel;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.UnitTests.Config;

/// <summary>A section of things by name, as most are.</summary>
internal sealed class PackagesModule : Module<Dictionary<string, PackageSection>>
{
    public override string Section => "packages";

    public override string Summary => "Packages by name.";

    public override JsonTypeInfo SectionType => TestJson.Default.DictionaryStringPackageSection;

    protected override void Compile(Dictionary<string, PackageSection> section, CompileContext context)
    {
        foreach (var (name, package) in section)
        {
            if (package.Version == "bad")
            {
                context.Problem([name, "version"], "not a version");
            }

            context.Add(new Resource(new ResourceId("package", name), package, context.Origin(name)));
        }
    }
}

/// <summary>A section of every scalar type.</summary>
internal sealed class ServerModule : Module<ServerSection>
{
    public override string Section => "server";

    public override string Summary => "One server.";

    public override JsonTypeInfo SectionType => TestJson.Default.ServerSection;

    protected override void Compile(ServerSection section, CompileContext context) =>
        context.Add(new Resource(new ResourceId("server", section.Name), section, context.Origin("name")));
}

internal sealed record PackageSection
{
    [Description("Version to install.")]
    public string? Version { get; init; }

    public Wanted State { get; set; }

    public bool Hold { get; set; }

    public IReadOnlyList<string> Options { get; set; } = [];
}

internal enum Wanted
{
    Installed,
    NotThere,
}

internal sealed record ServerSection
{
    public required string Name { get; init; }

    public string? Mode { get; init; }

    public int? Port { get; init; }

    public byte Small { get; set; }

    public double Load { get; set; }

    public bool Enabled { get; set; }

    public TimeSpan? Wait { get; init; }

    public Dictionary<string, string> Env { get; set; } = [];

    public Dictionary<string, KeySection> Keys { get; set; } = [];

    public ServerSection? Inner { get; init; }
}

internal sealed record KeySection(string Text, int Days = 30);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, PackageSection>))]
[JsonSerializable(typeof(ServerSection))]
internal sealed partial class TestJson : JsonSerializerContext;

internal static class TestRepo
{
    public static IReadOnlyList<IModule> Modules { get; } = [new PackagesModule(), new ServerModule()];

    public static Mint.Testing.MemoryFiles Empty() => new Mint.Testing.MemoryFiles().With("mint.yaml", "version: 1\n");

    public static Mint.Testing.MemoryFiles WithHost(string yaml) => Empty().With("hosts/web-01.yaml", yaml);

    public static HostResult Load(this Mint.Testing.MemoryFiles files, string host = "web-01") => new ConfigLoader(files, Modules).LoadHost(host);
}
