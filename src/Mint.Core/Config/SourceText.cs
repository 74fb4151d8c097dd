using System.Buffers;
using System.Text;

namespace Mint.Core.Config;

/// <summary>Turns the bytes of a file into text, or says where they are not what a config file may hold.</summary>
internal static class SourceText
{
    /// <summary>The text without its byte order mark; null, and a problem, when the bytes are not clean UTF-8.</summary>
    public static string? Decode(string file, byte[] content, List<Problem> problems)
    {
        ReadOnlySpan<byte> bytes = content;
        var at = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var start = at;
        var (line, column) = (1, 1);
        while (at < bytes.Length)
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length);
            if (Fault(status, rune, at) is { } fault)
            {
                problems.Add(new Problem(new Origin(file, line, column), "", fault.Message, fault.Hint));
                return null;
            }

            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            at += length;
        }

        return Encoding.UTF8.GetString(bytes[start..]);
    }

    private static (string Message, string? Hint)? Fault(OperationStatus status, Rune rune, int offset)
    {
        if (status != OperationStatus.Done)
        {
            return ($"not UTF-8: the byte at offset {offset} can't be read", "Save the file as UTF-8.");
        }

        if (rune.Value is '\n' or '\r' or '\t' or 0x85)
        {
            return null;
        }

        if (Rune.IsControl(rune))
        {
            return ($"the control character U+{rune.Value:X4} has no business in a configuration", "Remove it, or write it as \"\\x..\" in double quotes.");
        }

        return TurnsText(rune.Value)
            ? ($"the invisible character U+{rune.Value:X4} makes text read other than it is", "Remove it, or write it as \"\\u....\" in double quotes.")
            : null;
    }

    /// <summary>Direction overrides, with which a line can show a reviewer something that the agent does not read.</summary>
    private static bool TurnsText(int rune) => rune is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
}
