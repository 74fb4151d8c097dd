using Mint.Core.Graph;

namespace Mint.Core.Config;

/// <summary>The shapes of the three kinds of file, put together from the settings' contracts and the modules' sections.</summary>
internal sealed class FileShapes
{
    private const string GroupsSummary = "Groups that the host takes its settings from, later ones over earlier ones.";
    private const string DefaultsSummary = "The lowest layer of every host; it may say whatever a group may say.";

    /// <exception cref="ArgumentException">Two modules own one section, or one owns a key that is not a section.</exception>
    public FileShapes(IReadOnlyList<IModule> modules)
    {
        var reader = new ShapeReader();
        FleetContract = reader.Read(ConfigJson.Default.FleetConfig);
        SettingsContract = reader.Read(ConfigJson.Default.HostSettings);
        var settings = ((RecordShape)SettingsContract.Shape).Members.Values.ToList();
        var sections = new Dictionary<string, Contract>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            if (settings.Any(s => s.Name == module.Section) || module.Section is "groups" or "host" || !sections.TryAdd(module.Section, reader.Read(module.SectionType)))
            {
                throw new ArgumentException($"the section '{module.Section}' is taken", nameof(modules));
            }
        }

        Sections = sections;
        List<Member> layer = [.. settings, .. modules.Select(m => new Member(m.Section, sections[m.Section].Shape, Required: false, m.Summary))];
        Group = Record("group", layer);
        Host = Record("host", [new Member("groups", new ListShape(new TextShape()), Required: false, GroupsSummary), .. layer]);
        Fleet = Record("fleet", [.. ((RecordShape)FleetContract.Shape).Members.Values, new Member("defaults", Group, Required: false, DefaultsSummary)]);
        Explain(Group, "groups", "Only a host lists groups, in the order in which they are laid over each other.");
        Explain(Host, "host", "The host's name is the name of its file.");
    }

    public RecordShape Fleet { get; }

    public RecordShape Group { get; }

    public RecordShape Host { get; }

    public Contract FleetContract { get; }

    public Contract SettingsContract { get; }

    /// <summary>The contract of each section by its key.</summary>
    public IReadOnlyDictionary<string, Contract> Sections { get; }

    private static RecordShape Record(string name, IEnumerable<Member> members)
    {
        var record = new RecordShape(name);
        foreach (var member in members)
        {
            record.Add(member);
        }

        return record;
    }

    private static void Explain(RecordShape record, string key, string why) => record.Misplaced[key] = why;
}
