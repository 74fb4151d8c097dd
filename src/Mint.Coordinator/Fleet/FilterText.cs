using Grpc.Core;
using Mint.Core.Config;

namespace Mint.Coordinator.Fleet;

/// <summary>
/// A filter as people write it: words, all of which must match. <c>key:value</c> narrows by a key; words of one key are alternatives; a word
/// without a key is looked for in the text. <c>*</c> in a value stands for any characters.
/// </summary>
internal sealed class FilterText
{
    private const int Longest = 2_000;
    private const int MostWords = 50;

    private FilterText(ILookup<string, string> byKey, IReadOnlyList<string> free) => (ByKey, Free) = (byKey, free);

    /// <summary>Values by key.</summary>
    public ILookup<string, string> ByKey { get; }

    /// <summary>Words without a key.</summary>
    public IReadOnlyList<string> Free { get; }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="keys">Keys that are known where it is used.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT: an unknown key, a key without a value, or too much.</exception>
    public static FilterText Parse(string text, params IReadOnlyList<string> keys)
    {
        var words = text.Length > Longest ? throw Invalid($"a filter has at most {Longest} characters") : text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > MostWords)
        {
            throw Invalid($"a filter has at most {MostWords} words");
        }

        var pairs = words.Select(word => Split(word, keys)).ToList();
        return new FilterText(
            pairs.Where(p => p.Key.Length > 0).ToLookup(p => p.Key, p => p.Value),
            [.. pairs.Where(p => p.Key.Length == 0).Select(p => p.Value)]);
    }

    /// <summary>The value as a pattern of SQL's LIKE, with <c>\</c> as the escape character.</summary>
    public static string Like(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace('*', '%');

    private static (string Key, string Value) Split(string word, IReadOnlyList<string> keys)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return ("", word);
        }

        var (key, value) = (word[..colon], word[(colon + 1)..]);
        return !keys.Contains(key) ? throw Invalid($"'{key}' is no key of this filter. {Spelling.Hint(key, keys)}")
            : value.Length == 0 ? throw Invalid($"'{key}:' lacks its value")
            : (key, value);
    }

    private static RpcException Invalid(string what) => new(new Status(StatusCode.InvalidArgument, what));
}
