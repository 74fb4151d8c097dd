namespace Mint.Core.Config;

/// <summary>A single value, kept as the text that was written: what it means is decided by who binds it.</summary>
public sealed class ConfigScalar : ConfigNode
{
    /// <summary>Makes a scalar.</summary>
    /// <param name="origin">Where it stands.</param>
    /// <param name="text">The text, without quotes.</param>
    /// <param name="isQuoted">Whether it was written in quotes or as a block, and so is text and nothing else.</param>
    public ConfigScalar(Origin origin, string text, bool isQuoted = false)
        : base(origin, size: 1, height: 1) => (Text, IsQuoted) = (text, isQuoted);

    /// <summary>The text, without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether it was written in quotes or as a block.</summary>
    public bool IsQuoted { get; }

    /// <summary>Whether <c>${…}</c> has been filled in; quotes then say nothing about the type any more.</summary>
    internal bool IsExpanded { get; private init; }

    /// <summary>Whether this stands for a value that was refused, which has been said.</summary>
    internal bool IsBroken { get; private init; }

    /// <summary>Holds the place of a value that was refused, so that its key is not missed as well.</summary>
    internal static ConfigScalar Broken(Origin origin) => new(origin, "") { IsBroken = true };

    /// <summary>The same place with <c>${…}</c> filled in.</summary>
    internal ConfigScalar Expanded(string text) => new(Origin, text, IsQuoted) { IsExpanded = true };
}
