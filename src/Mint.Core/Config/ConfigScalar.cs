using Mint.Core.Hosts;

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

    /// <summary>Whether it was written as <c>!secret NAME</c>; the text is the name.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>Whether it is a secret, or has one in it.</summary>
    internal bool HoldsSecret => IsSecret || Parts is not null;

    /// <summary>What it holds once <c>${…}</c> is filled in, where that is a secret or has one in it; null for all other scalars.</summary>
    internal IReadOnlyList<SecretPart>? Parts { get; private init; }

    /// <summary>The secret that its parts make; null until they were looked up, and for all other scalars.</summary>
    internal Secret? Secret { get; private init; }

    /// <summary>Holds the place of a value that was refused, so that its key is not missed as well.</summary>
    internal static ConfigScalar Broken(Origin origin) => new(origin, "") { IsBroken = true };

    /// <summary>A reference to a secret.</summary>
    internal static ConfigScalar SecretReference(Origin origin, string name) => new(origin, name, isQuoted: true) { IsSecret = true };

    /// <summary>The same place with <c>${…}</c> filled in.</summary>
    internal ConfigScalar Expanded(string text) => new(Origin, text, IsQuoted) { IsExpanded = true, IsSecret = IsSecret };

    /// <summary>The same place with <c>${…}</c> filled in, by secrets among others.</summary>
    internal ConfigScalar Expanded(IReadOnlyList<SecretPart> parts) =>
        new(Origin, parts is [{ IsSecret: true }] ? parts[0].Text : string.Concat(parts.Select(p => p.IsSecret ? $"(secret {p.Text})" : p.Text)), isQuoted: true)
        {
            IsExpanded = true,
            IsSecret = parts is [{ IsSecret: true }],
            Parts = parts,
        };

    /// <summary>The same with its secret.</summary>
    internal ConfigScalar With(Secret secret) => new(Origin, Text, IsQuoted) { IsExpanded = IsExpanded, IsSecret = IsSecret, Parts = Parts, Secret = secret };
}

/// <summary>A piece of a value that holds secrets.</summary>
/// <param name="Text">The text, or the name of the secret.</param>
/// <param name="IsSecret">Whether it is a secret's name.</param>
internal readonly record struct SecretPart(string Text, bool IsSecret);
