using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>A locale that shall be generated; the resource's name is the locale's.</summary>
public sealed record LocaleSpec;

/// <summary>A locale as it is.</summary>
/// <param name="Listed">Whether /etc/locale.gen asks for it.</param>
/// <param name="Generated">Whether programs can use it.</param>
internal sealed record LocaleState(bool Listed, bool Generated);

/// <summary>Kind <c>locale</c>: one generated locale. All of a run are generated together, since that takes seconds each time.</summary>
internal sealed class LocaleProvider : ResourceProvider<LocaleSpec, LocaleState>
{
    private const string GenPath = "/etc/locale.gen";

    public override string Kind => "locale";

    public override bool AppliesTogether => true;

    protected override JsonTypeInfo<LocaleSpec> SpecJson => SystemJson.Default.LocaleSpec;

    protected override async ValueTask<LocaleState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var listed = LocaleGen.Has(GenText(host), name);
        var all = await host.QueryAsync(ReadOnlyCommand.Locales(), ct);
        var generated = all.Succeeded && all.Output.Split('\n').Any(l => l.Trim() == LocaleName.Listed(name));
        return listed || generated ? new LocaleState(listed, generated) : null;
    }

    protected override IEnumerable<Difference> Compare(LocaleSpec desired, LocaleState? actual)
    {
        if (actual is not { Listed: true })
        {
            yield return new Difference(GenPath, actual is null ? null : "not listed", "listed");
        }

        if (actual is not { Generated: true })
        {
            yield return new Difference("locale", actual is null ? null : "not generated", "generated");
        }
    }

    protected override Task ApplyAsync(string name, LocaleSpec desired, LocaleState? actual, IHost host, CancellationToken ct) =>
        GenerateAsync(text => LocaleGen.Add(text, name), host, ct);

    protected override Task ApplyManyAsync(IReadOnlyList<ApplyItem<LocaleSpec, LocaleState>> items, IHost host, CancellationToken ct) =>
        GenerateAsync(text => items.Aggregate(text, (t, item) => LocaleGen.Add(t, item.Name)), host, ct);

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => DeleteManyAsync([name], host, ct);

    protected override async Task DeleteManyAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct)
    {
        foreach (var name in names)
        {
            if (await ReadAsync(name, host, ct) is not null)
            {
                await GenerateAsync(text => names.Aggregate(text, LocaleGen.Remove), host, ct);
                return;
            }
        }
    }

    protected override IEnumerable<ResourceId> Requires(string name, LocaleSpec desired) => [new("package", "locales")];

    protected override IEnumerable<string> WatchedPaths(string name, LocaleSpec desired) => [GenPath];

    private static async Task GenerateAsync(Func<string, string> edit, IHost host, CancellationToken ct)
    {
        var before = GenText(host);
        var after = edit(before);
        if (after != before)
        {
            host.WriteFile(GenPath, Encoding.UTF8.GetBytes(after), FileAccess.RootReadable);
        }

        // Also when the list was right: a run that was cut off has left it so, without the locales.
        (await host.RunAsync(new Command("locale-gen") { Timeout = TimeSpan.FromMinutes(15) }, ct)).EnsureSuccess();
    }

    private static string GenText(IHostReader host) => Encoding.UTF8.GetString(host.ReadFile(GenPath) ?? []);
}
