using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Hosts;

namespace Mint.Modules.Files;

/// <summary>Turns one path of the section into resources.</summary>
internal sealed class FilesCompiler(CompileContext context, string path, FileItem item)
{
    private const int LargestSource = 1 << 20;
    private const int EveryoneReads = 4;

    public void Compile()
    {
        string?[] given =
        [
            item.Content is null ? null : "content",
            item.Source is null ? null : "source",
            item.Directory ? "directory" : null,
            item.Link is null ? null : "link",
            item.Blocks is null ? null : "blocks",
        ];
        var shapes = given.OfType<string>().ToList();
        if (shapes.Count != 1)
        {
            var said = shapes.Count == 0 ? "nothing says what it is" : $"{string.Join(" and ", shapes)} can't go together";
            context.Problem([path], $"{said}: give exactly one of content, source, directory, link and blocks");
            return;
        }

        var notifies = Notifies();
        switch (shapes[0])
        {
            case "directory":
                AddDirectory(notifies);
                break;
            case "link":
                AddLink(item.Link ?? "", notifies);
                break;
            case "blocks":
                AddBlocks(item.Blocks ?? [], notifies);
                break;
            default:
                AddFile(notifies);
                break;
        }
    }

    private void AddFile(IReadOnlyList<ResourceId> notifies)
    {
        var (owner, group, mode) = Access(item.Content?.Secret is null ? "0644" : "0600");
        if (item.Content?.Secret is not null && (Convert.ToInt32(mode, 8) & EveryoneReads) != 0)
        {
            context.Problem([path, "mode"], $"the file holds a secret, and mode {mode} lets everybody read it", "Leave the mode out for \"0600\", or let a group read it: \"0640\" with 'group'.");
            return;
        }

        if (item.Check == FileCheck.Fail2ban && !JailTree.Holds(path))
        {
            context.Problem([path, "check"], "fail2ban reads what is below /etc/fail2ban only, so it can't judge this file");
        }

        if (Content() is { } content)
        {
            var spec = new FileSpec(content) { Owner = owner, Group = group, Mode = mode, Check = item.Check };
            context.Add(new Resource(new ResourceId("file", path), spec, context.Origin(path)) { Notifies = notifies });
        }
    }

    private void AddDirectory(IReadOnlyList<ResourceId> notifies)
    {
        Refuse("a directory", ("check", item.Check is not null), ("sensitive", item.Sensitive));
        var (owner, group, mode) = Access("0755");
        context.Add(new Resource(new ResourceId("directory", path), new DirectorySpec(owner, group, mode), context.Origin(path)) { Notifies = notifies });
    }

    private void AddLink(string target, IReadOnlyList<ResourceId> notifies)
    {
        Refuse("a link", [("check", item.Check is not null), ("sensitive", item.Sensitive), .. AccessKeys()]);
        if (target.Length is 0 or > 4000 || target.Any(char.IsControl))
        {
            context.Problem([path, "link"], "a link's target can't be empty, hold control characters, or be longer than 4000 characters");
            return;
        }

        context.Add(new Resource(new ResourceId("link", path), new LinkSpec(target), context.Origin(path)) { Notifies = notifies });
    }

    private void AddBlocks(Dictionary<string, FileBlock> blocks, IReadOnlyList<ResourceId> notifies)
    {
        Refuse("a file with blocks", [("check", item.Check is not null), ("sensitive", item.Sensitive), .. AccessKeys()]);
        foreach (var (name, block) in blocks.OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<string> place = [path, "blocks", name];
            if (!BlockName.IsValid(name))
            {
                context.Problem(place, "a block's name is 1 to 64 letters, digits, dots, dashes and underscores");
            }
            else if (BlockFault(block) is { } fault)
            {
                context.Problem(place, fault);
            }
            else
            {
                var spec = new BlockSpec(EndLine(block.Content)) { Comment = block.Comment ?? "#", At = block.At ?? BlockPlace.End };
                var id = new ResourceId("block", new BlockName(path, name).ToString());
                context.Add(new Resource(id, spec, context.Origin(place)) { Notifies = notifies });
            }
        }
    }

    private static string? BlockFault(FileBlock block)
    {
        if (BlockText.HoldsMarker(block.Content))
        {
            return "the content holds a line that would be taken for a marker (mint-agent begin, mint-agent end)";
        }

        if (block.Content.Contains('\0', StringComparison.Ordinal))
        {
            return "the content holds a NUL character";
        }

        return block.Comment is { } comment && (comment.Length is 0 or > 4 || comment.Any(c => char.IsLetterOrDigit(c) || char.IsWhiteSpace(c) || c > '~'))
            ? "comment is 1 to 4 punctuation characters, such as #, ; or //"
            : null;
    }

    private static string EndLine(string text) => text.Length == 0 || text[^1] == '\n' ? text : text + "\n";

    private FileContent? Content()
    {
        if (item.Content is { Secret: { } sealedText })
        {
            return FileContent.Of(sealedText);
        }

        if (item.Content is { Text: { } text })
        {
            return item.Sensitive ? FileContent.Of(new Secret(text)) : FileContent.Of(text);
        }

        var source = context.Files.Read(item.Source ?? "", LargestSource);
        if (source.Content is not { } bytes)
        {
            context.Problem([path, "source"], SourceFault(source.Fault));
            return null;
        }

        if (!item.Sensitive)
        {
            return FileContent.Of(bytes);
        }

        if (FileContent.AsText(bytes) is { } secret)
        {
            return FileContent.Of(new Secret(secret));
        }

        context.Problem([path, "sensitive"], "only text can be sensitive; this source is binary, which plans show as size and hash only");
        return null;
    }

    private string SourceFault(ConfigFileFault? fault) => fault switch
    {
        ConfigFileFault.TooLarge => $"'{item.Source}' is larger than 1 MiB",
        ConfigFileFault.OutsideRepo => $"'{item.Source}' is outside of the config repo",
        ConfigFileFault.NotAFile => $"'{item.Source}' is no regular file",
        _ => $"the config repo has no file '{item.Source}'",
    };

    private (string Owner, string Group, string Mode) Access(string defaultMode)
    {
        CheckName("owner", item.Owner);
        CheckName("group", item.Group);
        var mode = defaultMode;
        if (item.Mode is not null && !PathMode.TryNormalise(item.Mode, out mode))
        {
            context.Problem([path, "mode"], $"'{item.Mode}' is no mode: three or four octal digits are expected", "write mode: \"0644\", in quotes");
        }

        return (item.Owner ?? "root", item.Group ?? "root", mode ?? defaultMode);
    }

    private void CheckName(string key, string? name)
    {
        if (name is not null && !AccountName.IsValid(name))
        {
            context.Problem([path, key], $"'{name}' is neither the name nor the number of a user or group");
        }
    }

    private IEnumerable<(string Key, bool Given)> AccessKeys() =>
        [("owner", item.Owner is not null), ("group", item.Group is not null), ("mode", item.Mode is not null)];

    private void Refuse(string what, params IEnumerable<(string Key, bool Given)> keys)
    {
        foreach (var (key, _) in keys.Where(k => k.Given))
        {
            context.Problem([path, key], $"{what} takes no {key}");
        }
    }

    private List<ResourceId> Notifies()
    {
        var ids = new List<ResourceId>();
        foreach (var text in item.Notifies ?? [])
        {
            if (ResourceId.TryParse(text, out var id))
            {
                ids.Add(id);
            }
            else
            {
                context.Problem([path, "notifies"], $"'{text}' is no resource: kind/name is expected", $"write unit/{text} for a systemd unit");
            }
        }

        return ids;
    }
}
