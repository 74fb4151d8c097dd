using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Core.Config;

/// <summary>
/// Carries secrets past JSON: the tree is written with a mark in a secret's place, and the contract's converters exchange the mark for
/// the secret. A mark begins with NUL, which no text of the config repo may hold.
/// </summary>
internal sealed class SecretExchange
{
    private const char Mark = '\0';

    [ThreadStatic]
    private static SecretExchange? current;

    private readonly List<Secret> left = [];

    /// <summary>Leaves a secret and gets its mark.</summary>
    public string Leave(Secret secret)
    {
        left.Add(secret);
        return Mark + (left.Count - 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a deserialization that may find the secrets that were left.</summary>
    public T While<T>(Func<T> bind)
    {
        var before = current;
        current = this;
        try
        {
            return bind();
        }
        finally
        {
            current = before;
        }
    }

    /// <summary>The secret of a mark; null for any other text.</summary>
    public static Secret? Find(string text) =>
        text.Length > 1 && text[0] == Mark && current is { } exchange ? exchange.left[int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture)] : null;
}
