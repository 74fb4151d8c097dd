using System.Text.Json.Nodes;
using Mint.Core.Config;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class SchemaTests
{
    [Test]
    public void Schema_Host_IsClosedAndDescribed()
    {
        var schema = Schema(SchemaFile.Host);
        Assert.That(schema["$schema"]!.GetValue<string>(), Is.EqualTo("https://json-schema.org/draft/2020-12/schema"));
        Assert.That(schema["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(schema["properties"]!["packages"]!["description"]!.GetValue<string>(), Is.EqualTo("Packages by name."));
        Assert.That(schema["properties"]!["groups"], Is.Not.Null);
        Assert.That(schema["required"], Is.Null);
    }

    [Test]
    public void Schema_Group_HasNoGroups() => Assert.That(Schema(SchemaFile.Group)["properties"]!["groups"], Is.Null);

    [Test]
    public void Schema_Fleet_RequiresItsVersion() => Assert.That(Schema(SchemaFile.Fleet)["required"]!.ToJsonString(), Is.EqualTo("[\"version\"]"));

    [Test]
    public void Schema_Record_HasItsMembersAndChoices()
    {
        var package = Schema(SchemaFile.Host)["$defs"]!["PackageSection"]!;
        Assert.That(package["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(package["properties"]!["version"]!["description"]!.GetValue<string>(), Is.EqualTo("Version to install."));
        Assert.That(package["properties"]!["state"]!.ToJsonString(), Does.Contain("[\"installed\",\"not_there\"]"));
    }

    [Test]
    public void Schema_EveryReference_Leads()
    {
        foreach (var file in Enum.GetValues<SchemaFile>())
        {
            var schema = Schema(file);
            var references = Walk(schema).OfType<JsonObject>().Select(o => o["$ref"]?.GetValue<string>()).OfType<string>().ToList();
            Assert.That(references, Is.Not.Empty);
            Assert.That(references, Is.All.Matches<string>(r => schema["$defs"]![r["#/$defs/".Length..]] is not null));
        }
    }

    private static JsonObject Schema(SchemaFile file) => new ConfigLoader(new MemoryFiles(), TestRepo.Modules).Schema(file);

    private static IEnumerable<JsonNode?> Walk(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => Walk(p.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Walk).Prepend(list),
        _ => [node],
    };
}
