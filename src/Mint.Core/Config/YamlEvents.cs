using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mint.Core.Config;

/// <summary>
/// YamlDotNet's parser, except that every failure is a <see cref="YamlException"/> with a place: its scanner lets inner errors
/// (an invalid state, an index) escape on some malformed input.
/// </summary>
internal sealed class YamlEvents(string text) : IParser
{
    private readonly Parser parser = new(new StringReader(text));

    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        var last = Current?.End ?? new Mark(0, 1, 1);
        try
        {
            return parser.MoveNext();
        }
        catch (Exception error) when (error is not YamlException)
        {
            throw new YamlException(last, last, "something after this place can't be read; a bracket, brace or quote may be missing", error);
        }
    }
}
