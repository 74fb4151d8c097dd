using Mint.Core.Config;
using Mint.Core.Secrets;

namespace Mint.Cli.Secrets;

/// <summary>Writes a secret's file: sorted, so that a rekeying changes no more lines than it must.</summary>
internal static class SecretFileText
{
    private const string Head = "# Written by 'mint secret'; the value is encrypted with age.\n";

    /// <summary>The file's text.</summary>
    public static string Write(SecretFile file)
    {
        List<(string Key, ConfigNode Value)> entries =
        [
            ("version", Plain("1")),
            ("id", Text(file.Id)),
            ("changed", Text(file.Changed)),
            ("readers", Map(("hosts", Names(file.Readers.Hosts)), ("admins", Names(file.Readers.Admins)))),
        ];
        if (file.Generated is { } length)
        {
            entries.Insert(3, ("generated", Plain($"{length}")));
        }

        if (file.KnownTo is { Count: > 0 } known)
        {
            entries.Add(("known_to", Names(known)));
        }

        entries.Add(("value", Text(file.Value.Trim() + "\n")));
        return Head + YamlText.Write(Map([.. entries]));
    }

    private static ConfigMap Names(IReadOnlyDictionary<string, string> names) =>
        Map([.. names.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => (n.Key, (ConfigNode)Text(n.Value)))]);

    private static ConfigMap Map(params (string Key, ConfigNode Value)[] entries) =>
        new(Origin.None, entries.Select(e => new ConfigEntry(e.Key, Origin.None, e.Value)));

    private static ConfigScalar Plain(string text) => new(Origin.None, text);

    private static ConfigScalar Text(string text) => new(Origin.None, text, isQuoted: true);
}
