using System.Text.Json.Serialization.Metadata;
using Mint.Core.Providers;

namespace Mint.Core.Graph;

/// <summary>The code that owns one section of a host's configuration.</summary>
public interface IModule
{
    /// <summary>The section's key, <c>packages</c>.</summary>
    string Section { get; }

    /// <summary>One sentence for the schema and the documentation.</summary>
    string Summary { get; }

    /// <summary>The shape that people write: the source-generated contract that binding and <c>mint schema</c> share.</summary>
    JsonTypeInfo SectionType { get; }

    /// <summary>Providers of the kinds that this section introduces; empty when it compiles into others' kinds.</summary>
    IReadOnlyList<IResourceProvider> Providers { get; }

    /// <summary>Turns the section into resources. Pure: mistakes go to the context as problems, all of them.</summary>
    void Compile(object section, CompileContext context);

    /// <summary>
    /// Judges the whole graph, once all sections were compiled without a mistake. Pure: mistakes go to the context as problems. What it adds
    /// to the context beyond them counts for nothing. Most have nothing to say.
    /// </summary>
    void Review(object section, ResourceGraph graph, CompileContext context)
    {
    }
}

/// <summary>Base of all modules.</summary>
/// <typeparam name="TSection">The record that people write.</typeparam>
public abstract class Module<TSection> : IModule where TSection : class
{
    /// <inheritdoc/>
    public abstract string Section { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract JsonTypeInfo SectionType { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<IResourceProvider> Providers => [];

    /// <summary>Turns the section into resources.</summary>
    protected abstract void Compile(TSection section, CompileContext context);

    /// <summary>Judges the whole graph, for what no section can tell by itself.</summary>
    protected virtual void Review(TSection section, ResourceGraph graph, CompileContext context)
    {
    }

    void IModule.Compile(object section, CompileContext context) => Compile((TSection)section, context);

    void IModule.Review(object section, ResourceGraph graph, CompileContext context) => Review((TSection)section, graph, context);
}
