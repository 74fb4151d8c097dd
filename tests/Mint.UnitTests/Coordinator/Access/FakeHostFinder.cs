using Mint.Coordinator.Access;
using Mint.Coordinator.Hosts;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>A fleet of a few hosts, each of a customer.</summary>
internal sealed class FakeHostFinder : IHostFinder
{
    public List<(string Name, string Customer, bool Connected)> Hosts { get; } = [("acme-01", "acme", true), ("acme-02", "acme", false), ("nova-01", "nova", true)];

    public Task<IReadOnlyList<FoundHost>> FindAsync(string filter, Caller caller, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FoundHost>>(
        [
            .. Hosts.Where(h => caller.Sees(h.Customer) && (filter == "all:yes" || filter == $"host:{h.Name}" || filter == $"customer:{h.Customer}"))
                .Select(h => new FoundHost(h.Name, h.Connected)),
        ]);
}
