using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>Section <c>files</c>: files, directories, links and marked blocks, keyed by path.</summary>
public sealed class FilesModule : Module<Dictionary<string, FileItem>>
{
    /// <inheritdoc/>
    public override string Section => "files";

    /// <inheritdoc/>
    public override string Summary => "Files, directories, symbolic links, and marked blocks in shared files, keyed by path.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => FilesJson.Default.DictionaryStringFileItem;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } =
        [new FileProvider(), new DirectoryProvider(), new LinkProvider(), new BlockProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, FileItem> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (path, item) in section.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            if (HostPath.Fault(path) is { } fault)
            {
                context.Problem([path], fault.Message, fault.Hint);
            }
            else
            {
                new FilesCompiler(context, path, item).Compile();
            }
        }
    }
}
