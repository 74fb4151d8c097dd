using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.WireGuard;

namespace Mint.UnitTests.Link;

/// <summary>Enough of a provider for a graph with a WireGuard interface in it.</summary>
internal sealed class WireGuardToys : ResourceProvider<WireGuardSpec, object>
{
    public static IReadOnlyDictionary<string, IResourceProvider> Providers { get; } = new Dictionary<string, IResourceProvider> { ["wireguard"] = new WireGuardToys() };

    public override string Kind => "wireguard";

    protected override JsonTypeInfo<WireGuardSpec> SpecJson => throw new NotSupportedException();

    protected override ValueTask<object?> ReadAsync(string name, IHostReader host, CancellationToken ct) => throw new NotSupportedException();

    protected override IEnumerable<Difference> Compare(WireGuardSpec desired, object? actual) => throw new NotSupportedException();

    protected override Task ApplyAsync(string name, WireGuardSpec desired, object? actual, IHost host, CancellationToken ct) => throw new NotSupportedException();

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => throw new NotSupportedException();
}
