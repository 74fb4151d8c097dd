namespace Mint.Core.Config;

/// <summary>One value of a configuration tree, with the place that it was read from. Immutable.</summary>
public abstract class ConfigNode
{
    private protected ConfigNode(Origin origin, long size, int height) => (Origin, Size, Height) = (origin, size, height);

    /// <summary>Where the value stands.</summary>
    public Origin Origin { get; }

    /// <summary>How many nodes the tree below holds, itself included, each alias counted as what it stands for.</summary>
    internal long Size { get; }

    /// <summary>How many levels the tree has; 1 for a scalar.</summary>
    internal int Height { get; }

    /// <summary>Whether this is the plain word <c>null</c> (or <c>~</c>), which removes what an earlier layer set.</summary>
    public bool IsNull => this is ConfigScalar { IsQuoted: false, IsSecret: false } scalar && CoreSchema.IsNull(scalar.Text);
}
