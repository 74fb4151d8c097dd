using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Files;

namespace Mint.Modules.Ssh;

/// <summary>
/// All lines that hold for every connection, in the order in which sshd reads them: of a keyword the first counts. Worked out from the
/// files, without a process.
/// </summary>
/// <param name="Lines">The lines of sshd_config and of what it includes.</param>
internal sealed record SshdConfiguration(IReadOnlyList<SshdLine> Lines)
{
    /// <summary>Where sshd begins.</summary>
    public const string Main = "/etc/ssh/sshd_config";

    /// <summary>Where Debian's sshd_config includes files from, first of all.</summary>
    public const string DropIns = "/etc/ssh/sshd_config.d";

    /// <summary>Our file. Its name makes it the first of them, so that it has the last word.</summary>
    public const string Own = DropIns + "/00-mint.conf";

    private const int Deepest = 16;

    /// <summary>Reads it as it is.</summary>
    public static SshdConfiguration Read(IHostReader host) => Read(host, path => host.Parse(path, bytes => SshdFile.Parse(path, bytes)));

    /// <summary>Reads it as it would be with another text in our file.</summary>
    public static SshdConfiguration With(string own, IHostReader host) => Read(
        host, path => path == Own ? SshdFile.Parse(Own, Encoding.UTF8.GetBytes(own)) : host.Parse(path, bytes => SshdFile.Parse(path, bytes)));

    /// <summary>Whether our file is read at all.</summary>
    public bool IncludesOwn => Lines.Any(l => l.File == Own);

    /// <summary>The lines of one keyword, in order.</summary>
    public IReadOnlyList<SshdLine> Of(string keyword) => [.. Lines.Where(l => l.IsAbout(keyword))];

    /// <summary>Of a keyword of ours, the line of another file that counts instead of it or opens more than it; null when ours is in force.</summary>
    public SshdLine? Against(string keyword, IReadOnlyList<string> values)
    {
        var lines = Of(keyword);
        if (!SshdKeyword.IsList(keyword))
        {
            return lines is [var first, ..] && first.File != Own ? first : null;
        }

        return SshdKeyword.IsOpening(keyword) ? lines.FirstOrDefault(l => l.File != Own && !l.Value.Split(' ').All(values.Contains)) : null;
    }

    private static SshdConfiguration Read(IHostReader host, Func<string, SshdFile> parse)
    {
        var lines = new List<SshdLine>();
        Walk(Main, 0);
        return new SshdConfiguration(lines);

        void Walk(string path, int depth)
        {
            foreach (var line in depth < Deepest ? parse(path).Lines : [])
            {
                if (!line.IsAbout("Include"))
                {
                    lines.Add(line);
                    continue;
                }

                foreach (var included in line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(pattern => Included(pattern, host)))
                {
                    Walk(included, depth + 1);
                }
            }
        }
    }

    /// <summary>The files of one pattern, in the order of their names. Stars count in the last part of a path only.</summary>
    private static IEnumerable<string> Included(string pattern, IHostReader host)
    {
        var path = pattern.StartsWith('/') ? pattern : "/etc/ssh/" + pattern;
        var (folder, name) = (HostPath.Parent(path), HostPath.BaseName(path));
        string[] own = folder == DropIns ? [HostPath.BaseName(Own)] : [];
        var names = host.List(folder).Union(own).Order(StringComparer.Ordinal);
        return names.Where(n => (n[0] != '.' || name[0] == '.') && Pattern.Matches(name, n)).Select(n => $"{folder}/{n}");
    }
}
