using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Engine;

internal sealed record ToySpec(
    string Content, bool Disturbs = false, bool TakesTurn = false, [property: JsonConverter(typeof(SecretJsonConverter))] Secret? Password = null);

internal sealed record ToyState(string Content, Secret? Password);

/// <summary>A kind whose things are files under /toy, and which breaks on demand.</summary>
internal sealed class ToyProvider(string kind, bool together = false, bool holdsData = false, bool comesDue = false, bool wayIn = false) : ResourceProvider<ToySpec, ToyState>
{
    /// <summary>What each step throws, by name.</summary>
    public Dictionary<string, Exception> FailRead { get; } = [];

    public Dictionary<string, Exception> FailApply { get; } = [];

    public Dictionary<string, Exception> FailDelete { get; } = [];

    public Dictionary<string, Exception> FailRefresh { get; } = [];

    public Dictionary<string, Exception> FailRestorePoint { get; } = [];

    /// <summary>Names that are never changed, without an error.</summary>
    public HashSet<string> Stubborn { get; } = [];

    /// <summary>Side effects of applying, by name.</summary>
    public Dictionary<string, Action<IHost>> AfterApply { get; } = [];

    /// <summary>Names of every call to apply or delete.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How often something was read.</summary>
    public int Reads { get; private set; }

    public override string Kind => kind;

    public override bool AppliesTogether => together;

    public override bool HoldsData => holdsData;

    public override bool ComesDue => comesDue;

    protected override JsonTypeInfo<ToySpec> SpecJson => ToyJson.Default.ToySpec;

    public string PathOf(string name) => $"/toy/{kind}.{name}";

    public override byte[]? Preserve(string name, IHostReader host) => host.ReadFile(PathOf(name));

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => wayIn;

    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct)
    {
        Break(FailRestorePoint, name);
        return new(new RestorePoint([new RestoredFile(PathOf(name), host.ReadFile(PathOf(name)), FileAccess.RootReadable)], [new RestoreCommand("toy-reload", $"restored {name}")]));
    }

    protected override ValueTask<ToyState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        Reads++;
        ct.ThrowIfCancellationRequested();
        Break(FailRead, name);
        if (host.ReadFile(PathOf(name)) is not { } bytes)
        {
            return new((ToyState?)null);
        }

        var parts = Encoding.UTF8.GetString(bytes).Split('\0');
        return new(new ToyState(parts[0], parts.Length > 1 ? new Secret(parts[1]) : null));
    }

    protected override IEnumerable<Difference> Compare(ToySpec desired, ToyState? actual)
    {
        if (actual?.Content != desired.Content)
        {
            yield return new Difference("content", actual?.Content, desired.Content);
        }

        if (!Equals(actual?.Password, desired.Password))
        {
            yield return new Difference("password", actual?.Password?.ToString(), desired.Password?.ToString());
        }
    }

    protected override Task ApplyManyAsync(IReadOnlyList<ApplyItem<ToySpec, ToyState>> items, IHost host, CancellationToken ct)
    {
        Calls.Add("apply " + string.Join(' ', items.Select(i => i.Name)));
        return base.ApplyManyAsync(items, host, ct);
    }

    protected override Task ApplyAsync(string name, ToySpec desired, ToyState? actual, IHost host, CancellationToken ct)
    {
        Break(FailApply, name);
        if (!Stubborn.Contains(name))
        {
            var text = desired.Password is null ? desired.Content : $"{desired.Content}\0{desired.Password.Reveal()}";
            host.WriteFile(PathOf(name), Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
        }

        AfterApply.GetValueOrDefault(name)?.Invoke(host);
        return Task.CompletedTask;
    }

    protected override Task DeleteManyAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct)
    {
        Calls.Add("delete " + string.Join(' ', names));
        return base.DeleteManyAsync(names, host, ct);
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        Break(FailDelete, name);
        if (!Stubborn.Contains(name))
        {
            host.Delete(PathOf(name));
        }

        return Task.CompletedTask;
    }

    protected override async Task RefreshAsync(string name, ToySpec desired, IHost host, CancellationToken ct)
    {
        Break(FailRefresh, name);
        await host.RunAsync(new Command("toy-reload", name), ct);
    }

    protected override bool Disturbs(ToySpec desired) => desired.Disturbs;

    protected override bool TakesTurn(ToySpec desired) => desired.TakesTurn;

    private static void Break(Dictionary<string, Exception> faults, string name)
    {
        if (faults.TryGetValue(name, out var fault))
        {
            throw fault;
        }
    }
}

[JsonSerializable(typeof(ToySpec))]
internal sealed partial class ToyJson : JsonSerializerContext;
