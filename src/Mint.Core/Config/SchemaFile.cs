namespace Mint.Core.Config;

/// <summary>The kinds of file that have a schema.</summary>
public enum SchemaFile
{
    /// <summary><c>mint.yaml</c>.</summary>
    Fleet,

    /// <summary><c>groups/NAME.yaml</c>.</summary>
    Group,

    /// <summary><c>hosts/NAME.yaml</c>.</summary>
    Host,
}
