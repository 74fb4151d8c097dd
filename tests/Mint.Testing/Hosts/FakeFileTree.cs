using System.Text;
using Mint.Core.Hosts;

namespace Mint.Testing.Hosts;

/// <summary>
/// A file system in memory: paths are absolute, links in parents are followed as Linux does. Its methods are for arranging, for
/// looking, and for fake programs; what a provider does goes through <see cref="FakeHost"/>, which logs it.
/// </summary>
public sealed class FakeFileTree(Func<DateTimeOffset> now)
{
    private const int MaxLinks = 40;

    public FakeNode Root { get; } = new() { Type = FileType.Directory, Mode = 0x1ED };

    /// <summary>Finds what is at a path; null when absent.</summary>
    public FakeNode? Find(string path, bool followLast = false)
    {
        var links = 0;
        return Find(path, followLast, ref links);
    }

    public bool Exists(string path) => Find(path) is not null;

    /// <summary>Content as text, links followed; null when there is no such file.</summary>
    public string? ReadText(string path) =>
        Find(path, followLast: true) is { Type: FileType.File } node ? Encoding.UTF8.GetString(node.Content) : null;

    /// <summary>Makes a directory with its parents; existing ones stay as they are.</summary>
    public FakeNode MakeDirectory(string path, int mode = 0x1ED)
    {
        if (path.Trim('/').Length == 0)
        {
            return Root;
        }

        if (Find(path, followLast: true) is { Type: FileType.Directory } found)
        {
            return found;
        }

        MakeDirectory(ParentOf(path));
        var node = new FakeNode { Type = FileType.Directory, Mode = mode, ModifiedAt = now() };
        Put(path, node);
        return node;
    }

    /// <summary>Writes a file, with its parents. An existing file keeps owner and mode unless they are given.</summary>
    public FakeNode WriteText(string path, string content, int? mode = null, int? uid = null, int? gid = null) =>
        Write(path, Encoding.UTF8.GetBytes(content), mode, uid, gid);

    /// <inheritdoc cref="WriteText"/>
    public FakeNode Write(string path, byte[] content, int? mode = null, int? uid = null, int? gid = null)
    {
        MakeDirectory(ParentOf(path));
        var old = Find(path);
        var node = new FakeNode
        {
            Type = FileType.File,
            Content = content,
            Mode = mode ?? old?.Mode ?? 0x1A4,
            Uid = uid ?? old?.Uid ?? 0,
            Gid = gid ?? old?.Gid ?? 0,
            ModifiedAt = now(),
        };
        Put(path, node);
        return node;
    }

    /// <summary>Makes a link, with its parents, replacing what is there.</summary>
    public void Link(string path, string target)
    {
        MakeDirectory(ParentOf(path));
        Put(path, new FakeNode { Type = FileType.Link, Target = target, Mode = 0x1FF, ModifiedAt = now() });
    }

    /// <summary>Removes a path and all below it; absent is fine.</summary>
    public void Remove(string path) => Find(ParentOf(path), followLast: true)?.Children.Remove(NameOf(path));

    /// <summary>Puts a node at a path whose parent exists.</summary>
    /// <exception cref="InvalidOperationException">The parent is missing.</exception>
    public void Put(string path, FakeNode node)
    {
        var parent = Find(ParentOf(path), followLast: true);
        if (parent is not { Type: FileType.Directory })
        {
            throw new InvalidOperationException($"{ParentOf(path)} is not a directory");
        }

        parent.Children[NameOf(path)] = node;
    }

    public static string ParentOf(string path) => path[..Math.Max(path.TrimEnd('/').LastIndexOf('/'), 0)] is { Length: > 0 } parent ? parent : "/";

    public static string NameOf(string path) => path.TrimEnd('/')[(path.TrimEnd('/').LastIndexOf('/') + 1)..];

    private FakeNode? Find(string path, bool followLast, ref int links)
    {
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException($"'{path}' is not absolute", nameof(path));
        }

        var node = Root;
        var walked = new List<string>();
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is "." or "..")
            {
                walked.RemoveRange(Math.Max(walked.Count - (parts[i] == ".." ? 1 : 0), 0), parts[i] == ".." && walked.Count > 0 ? 1 : 0);
                node = Find("/" + string.Join('/', walked), followLast: true, ref links);
            }
            else
            {
                node = node is { Type: FileType.Directory } ? node.Children.GetValueOrDefault(parts[i]) : null;
                if (node is { Type: FileType.Link, Target: { } target } && (followLast || i < parts.Length - 1))
                {
                    var full = target.StartsWith('/') ? target : "/" + string.Join('/', [.. walked, target]);
                    return ++links > MaxLinks ? null : Find(string.Join('/', [full, .. parts[(i + 1)..]]), followLast, ref links);
                }

                walked.Add(parts[i]);
            }

            if (node is null)
            {
                return null;
            }
        }

        return node;
    }
}
