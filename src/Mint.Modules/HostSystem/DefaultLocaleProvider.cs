using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>The wanted default locale.</summary>
/// <param name="Variables">LANG, LANGUAGE and LC_ variables, sorted by name.</param>
public sealed record DefaultLocaleSpec(IReadOnlyDictionary<string, string> Variables);

/// <summary>The default locale as it is.</summary>
/// <param name="Variables">What the file sets.</param>
internal sealed record DefaultLocaleState(IReadOnlyDictionary<string, string> Variables);

/// <summary>
/// Kind <c>default-locale</c>, with the one name <c>system</c>: the whole of /etc/default/locale, which Debian 13 keeps in
/// /etc/locale.conf with a link from the old place.
/// </summary>
internal sealed class DefaultLocaleProvider : ResourceProvider<DefaultLocaleSpec, DefaultLocaleState>
{
    private const string OldPath = "/etc/default/locale";
    private const string NewPath = "/etc/locale.conf";

    public override string Kind => "default-locale";

    protected override JsonTypeInfo<DefaultLocaleSpec> SpecJson => SystemJson.Default.DefaultLocaleSpec;

    protected override ValueTask<DefaultLocaleState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(Read(host));

    protected override IEnumerable<Difference> Compare(DefaultLocaleSpec desired, DefaultLocaleState? actual)
    {
        var found = actual?.Variables ?? new Dictionary<string, string>();
        foreach (var key in found.Keys.Union(desired.Variables.Keys).Order(StringComparer.Ordinal))
        {
            if (found.GetValueOrDefault(key) != desired.Variables.GetValueOrDefault(key))
            {
                yield return new Difference(key, found.GetValueOrDefault(key), desired.Variables.GetValueOrDefault(key));
            }
        }
    }

    protected override Task ApplyAsync(string name, DefaultLocaleSpec desired, DefaultLocaleState? actual, IHost host, CancellationToken ct)
    {
        if (Compare(desired, Read(host)).Any())
        {
            Write(host, desired.Variables);
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (Read(host) is not null)
        {
            Write(host, new Dictionary<string, string>());
        }

        return Task.CompletedTask;
    }

    protected override IEnumerable<Difference> DescribeDeletion(string name, DefaultLocaleState actual) =>
        actual.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new Difference(v.Key, v.Value, null));

    protected override IEnumerable<string> WatchedPaths(string name, DefaultLocaleSpec desired) => [OldPath, NewPath];

    public override byte[]? Preserve(string name, IHostReader host) => host.ReadFile(PathOn(host));

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        host.WriteFile(PathOn(host), preserved, FileAccess.RootReadable);
        return Task.CompletedTask;
    }

    private static string PathOn(IHostReader host) => host.Stat(OldPath) is { Type: FileType.Link } ? NewPath : OldPath;

    // A file that sets nothing is as good as none; Debian's own begins so.
    private static DefaultLocaleState? Read(IHostReader host)
    {
        var variables = Encoding.UTF8.GetString(host.ReadFile(PathOn(host)) ?? [])
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('=', 2))
            .Where(p => p.Length == 2)
            .GroupBy(p => p[0], p => p[1].Trim('"', '\''), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        return variables.Count == 0 ? null : new DefaultLocaleState(variables);
    }

    private static void Write(IHost host, IReadOnlyDictionary<string, string> variables)
    {
        var text = string.Concat(variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}\n"));
        host.WriteFile(PathOn(host), Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
    }
}
