using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>The <c>user_groups</c> section. It is not called <c>groups</c>, since that names the layers of a host.</summary>
public sealed class GroupsModule : Module<Dictionary<string, GroupSettings>>
{
    private const int HighestId = 4_000_000;

    /// <inheritdoc/>
    public override string Section => "user_groups";

    /// <inheritdoc/>
    public override string Summary => "Local groups, and what their members may do by sudo.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => UsersJson.Default.DictionaryStringGroupSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new GroupProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, GroupSettings> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, settings) in section.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (IsSound(name, settings, context))
            {
                Add(name, settings, context);
            }
        }

        foreach (var twins in section.Where(g => g.Value.Gid is not null).GroupBy(g => g.Value.Gid).Where(g => g.Count() > 1))
        {
            var names = twins.Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
            context.Problem([names[^1], "gid"], $"{string.Join(" and ", names)} have the same gid {twins.Key}");
        }
    }

    private static void Add(string name, GroupSettings settings, CompileContext context)
    {
        var id = new ResourceId(GroupProvider.KindName, name);
        context.Add(new Resource(id, new GroupSpec(settings.Gid, settings.System), context.Origin(name)));
        if (SudoRule.Compile("%" + name, settings.Sudo, context.Origin(name, "sudo")) is { } rule)
        {
            context.Add(rule with { DependsOn = [id] });
        }
    }

    private static bool IsSound(string name, GroupSettings settings, CompileContext context)
    {
        var before = context.Problems.Count;
        if (!LoginName.IsValid(name))
        {
            context.Problem([name], LoginName.Complaint(name));
        }

        if (settings.Gid is < 1 or > HighestId || settings is { Gid: < 1000, System: false })
        {
            context.Problem([name, "gid"], $"expected a number from 1000 to {HighestId}, below 1000 only with 'system: true'");
        }

        if (settings.Sudo is { } sudo && SudoRule.Fault(sudo) is { } fault)
        {
            context.Problem([name, "sudo"], fault);
        }

        return context.Problems.Count == before;
    }
}
