namespace Mint.Core.Config;

/// <summary>
/// Holds a tree against a shape and reports every mistake, each at its own place. Used twice: on each layer alone, where
/// nothing is required yet and <c>${…}</c> and <c>null</c> may still stand, and on the merged tree.
/// </summary>
/// <param name="merged">Whether this is the whole, merged tree.</param>
/// <param name="problems">Where mistakes go.</param>
internal sealed class ShapeChecker(bool merged, List<Problem> problems)
{
    /// <param name="node">The tree.</param>
    /// <param name="shape">What it must look like.</param>
    /// <param name="path">The way to it.</param>
    /// <param name="key">Where its key stands, for what is missing in it.</param>
    public void Check(ConfigNode node, Shape shape, KeyPath path, Origin key)
    {
        if ((!merged && node.IsNull) || IsUnknown(node))
        {
            return;
        }

        switch (shape)
        {
            case OpaqueShape { IsTree: true }:
                RefuseSecrets(node, path);
                break;
            case RecordShape record when node is ConfigMap map:
                Record(map, record, path, key);
                break;
            case MapShape { Element: var element } when node is ConfigMap map:
                Entries(map, element, path);
                break;
            case ListShape { Element: var element } when node is ConfigList list:
                Items(list, element, path);
                break;
            case RecordShape or MapShape when node is ConfigList list:
                ListInsteadOfMap(list, shape, path);
                break;
            case RecordShape or MapShape or ListShape:
                Wrong(node, shape, path, shape is ListShape && node is ConfigScalar scalar ? $"Write [{scalar.Text}]." : null);
                break;
            default:
                Scalar(node, shape, path);
                break;
        }
    }

    /// <summary>
    /// Whether nothing can be said of the value: it was refused already, or <c>${…}</c> still stands in it, which in a layer waits
    /// for the merge and in the merged tree has been reported.
    /// </summary>
    private static bool IsUnknown(ConfigNode node) =>
        node is ConfigScalar { IsBroken: true } || (node is ConfigScalar { IsExpanded: false } scalar && scalar.Text.Contains('$', StringComparison.Ordinal));

    private void Record(ConfigMap map, RecordShape record, KeyPath path, Origin key)
    {
        foreach (var entry in map.Entries)
        {
            var child = path.Child(entry.Key);
            if (record.Members.TryGetValue(entry.Key, out var member))
            {
                Check(entry.Value, member.Shape, child, entry.KeyOrigin);
            }
            else
            {
                Report(entry.KeyOrigin, child, $"unknown key '{entry.Key}'", record.Misplaced.GetValueOrDefault(entry.Key) ?? Spelling.Hint(entry.Key, record.Members.Keys));
            }
        }

        foreach (var missing in record.Members.Values.Where(m => merged && m.Required && map[m.Name] is null))
        {
            Report(key, path, $"the key '{missing.Name}' is missing", $"It holds {missing.Shape.Noun}. {missing.Description}".TrimEnd());
        }
    }

    private void Entries(ConfigMap map, Shape element, KeyPath path)
    {
        foreach (var entry in map.Entries)
        {
            Check(entry.Value, element, path.Child(entry.Key), entry.KeyOrigin);
        }
    }

    private void Items(ConfigList list, Shape element, KeyPath path)
    {
        for (var index = 0; index < list.Items.Count; index++)
        {
            var (item, itemPath) = (list.Items[index], path.Item(index));
            if (item.IsNull)
            {
                Report(item.Origin, itemPath, $"expected {element.Noun}, found null", "null removes keys of maps; a list is replaced whole.");
            }
            else
            {
                Check(item, element, itemPath, item.Origin);
            }
        }
    }

    private void ListInsteadOfMap(ConfigList list, Shape shape, KeyPath path)
    {
        var example = shape is MapShape map ? $": {path.Key}: {Example(list, map)}" : "";
        Report(list.Origin, path, $"expected {shape.Noun}, found a list", $"In this format things with names are maps, so that layers merge{example}");
    }

    /// <summary>What the list's first item would look like as an entry of a map.</summary>
    private static string Example(ConfigList list, MapShape shape) => (list.Items is [var first, ..] ? first : null, shape.Element) switch
    {
        (ConfigScalar item, RecordShape or MapShape) => $"{{ {InlineYaml.Write(item)}: {{}} }}",
        (ConfigScalar item, _) => $"{{ NAME: {InlineYaml.Write(item)} }}",
        (ConfigMap item, _) when item["name"] is ConfigScalar name => $"{{ {InlineYaml.Write(name)}: {InlineYaml.Write(item.Without("name"))} }}",
        (ConfigMap { Entries: [var only] }, _) => $"{{ {only.Key}: {InlineYaml.Write(only.Value)} }}",
        _ => "{ NAME: … }",
    };

    private void Scalar(ConfigNode node, Shape shape, KeyPath path)
    {
        if (shape is OpaqueShape && node is not ConfigScalar)
        {
            RefuseSecrets(node, path);
            return;
        }

        if (shape is SecretShape)
        {
            Secret(node, path);
        }
        else if (node is ConfigScalar { HoldsSecret: true } && shape is not TextShape { TakesSecret: true })
        {
            RefuseSecrets(node, path);
        }
        else if (node is not ConfigScalar scalar || node.IsNull)
        {
            Wrong(node, shape, path);
        }
        else if (!ScalarText.Fits(scalar, shape))
        {
            Wrong(node, shape, path, ScalarText.Hint(scalar, shape));
        }
    }

    /// <summary>What stands here instead of a secret may well be one, so it is not shown.</summary>
    private void Secret(ConfigNode node, KeyPath path)
    {
        if (node is not ConfigScalar { HoldsSecret: true })
        {
            Report(node.Origin, path, "expected a secret: it has no business in the clear in the config repo", "Write !secret NAME, and give it its value: mint secret set NAME");
        }
    }

    private void RefuseSecrets(ConfigNode node, KeyPath path)
    {
        switch (node)
        {
            case ConfigScalar { HoldsSecret: true }:
                Report(node.Origin, path, "a secret can't stand here: others on the host could read it", "Let a file of its own hold it (files: with mode \"0600\"), or a setting that is made for a secret.");
                break;
            case ConfigMap map:
                foreach (var entry in map.Entries)
                {
                    RefuseSecrets(entry.Value, path.Child(entry.Key));
                }

                break;
            case ConfigList list:
                for (var index = 0; index < list.Items.Count; index++)
                {
                    RefuseSecrets(list.Items[index], path.Item(index));
                }

                break;
        }
    }

    private void Wrong(ConfigNode node, Shape shape, KeyPath path, string? hint = null) =>
        Report(node.Origin, path, $"expected {shape.Noun}, found {Found.In(node)}", hint);

    private void Report(Origin origin, KeyPath path, string message, string? hint = null) => problems.Add(new Problem(origin, path.ToString(), message, hint));
}
