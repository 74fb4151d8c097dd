using Mint.Core.Config;

namespace Mint.Core.Graph;

/// <summary>What a module gets to compile its section with, and where it puts resources and problems.</summary>
public sealed class CompileContext
{
    private readonly string section;
    private readonly Func<IReadOnlyList<string>, Origin> originOf;
    private readonly List<Resource> resources = [];
    private readonly List<Problem> problems = [];

    /// <summary>Makes a context for one section of one host.</summary>
    /// <param name="facts">The host.</param>
    /// <param name="section">The section's key.</param>
    /// <param name="originOf">Gives the place of a key path inside the section (the nearest known parent where the key itself is not written).</param>
    /// <param name="files">The config repo's files, for <c>source:</c>.</param>
    public CompileContext(HostFacts facts, string section, Func<IReadOnlyList<string>, Origin> originOf, IConfigFiles files)
    {
        (Facts, this.section, this.originOf, Files) = (facts, section, originOf, files);
    }

    /// <summary>The host.</summary>
    public HostFacts Facts { get; }

    /// <summary>The config repo's files.</summary>
    public IConfigFiles Files { get; }

    /// <summary>Another section of the same host as it was bound; null where the host has none of that name.</summary>
    public Func<string, object?> OtherSection { get; init; } = _ => null;

    /// <summary>What was compiled so far.</summary>
    public IReadOnlyList<Resource> Resources => resources;

    /// <summary>What was found wrong so far.</summary>
    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>The place of a key inside the section: <c>Origin("nginx", "version")</c>.</summary>
    public Origin Origin(params IReadOnlyList<string> path) => originOf(path);

    /// <summary>Adds a resource; the clash of two resources over one id is reported later, by the graph.</summary>
    public void Add(Resource resource) => resources.Add(resource);

    /// <summary>Reports a mistake at a key inside the section.</summary>
    /// <param name="path">Key path inside the section.</param>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="hint">How to mend it.</param>
    public void Problem(IReadOnlyList<string> path, string message, string? hint = null) =>
        problems.Add(new Problem(Origin(path), string.Join('.', [section, .. path]), message, hint));
}
