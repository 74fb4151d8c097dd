using System.Text;

namespace Mint.Modules.Ssh;

/// <summary>What sshd shall be told.</summary>
/// <param name="Settings">By keyword, as it is written in sshd_config; each value is a line of its own.</param>
public sealed record SshdSpec(IReadOnlyDictionary<string, IReadOnlyList<string>> Settings)
{
    /// <summary>The values of a keyword; empty when it is not set.</summary>
    public IReadOnlyList<string> Of(string keyword) =>
        Settings.FirstOrDefault(s => string.Equals(s.Key, keyword, StringComparison.OrdinalIgnoreCase)).Value ?? [];

    /// <summary>The file's text.</summary>
    public string ToText()
    {
        var text = new StringBuilder("# Written by mint-agent; edit the config repo instead.\n");
        foreach (var (keyword, values) in Settings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            foreach (var value in values)
            {
                text.Append(keyword).Append(' ').Append(value).Append('\n');
            }
        }

        return text.ToString();
    }
}
