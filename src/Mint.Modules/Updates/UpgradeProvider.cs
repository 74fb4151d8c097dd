using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Updates;

/// <summary>
/// Kind <c>upgrade</c>: <c>upgrade/interrupted</c> finishes what a run of dpkg that was cut off left; <c>upgrade/security</c> and
/// <c>upgrade/other</c> are the pending upgrades, one difference per package; <c>upgrade/left-out</c> are those that would remove something, which
/// are only ever reported. What is enforced of them is one transaction.
/// </summary>
internal sealed class UpgradeProvider : ResourceProvider<UpgradeSpec, UpgradeState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "upgrade";

    private readonly UpgradeOracle oracle = new();

    /// <summary>What dpkg left unfinished.</summary>
    public static ResourceId Interrupted { get; } = new(KindName, "interrupted");

    /// <summary>Upgrades of Debian's security archive.</summary>
    public static ResourceId Security { get; } = new(KindName, "security");

    /// <summary>All other upgrades.</summary>
    public static ResourceId Other { get; } = new(KindName, "other");

    /// <summary>Upgrades that would remove a package.</summary>
    public static ResourceId LeftOut { get; } = new(KindName, "left-out");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool AppliesTogether => true;

    /// <inheritdoc/>
    public override bool ComesDue => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<UpgradeSpec> SpecJson => UpdatesJson.Default.UpgradeSpec;

    /// <inheritdoc/>
    protected override async ValueTask<UpgradeState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        if (name == Interrupted.Name)
        {
            var left = Unfinished.Find(host);
            // In the middle of somebody's run packages look the same.
            return left.Count == 0 || Unfinished.AtWork(host) is not null ? null : new UpgradeState([], left);
        }

        var pending = await oracle.AskAsync(host, ct);
        IReadOnlyList<Upgrade> upgrades = name == LeftOut.Name
            ? pending.LeftOut
            : [.. pending.Ready.Where(u => u.IsSecurity == (name == Security.Name))];
        return upgrades.Count == 0 ? null : new UpgradeState(upgrades, []);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(UpgradeSpec desired, UpgradeState? actual) =>
    [
        .. (actual?.Unfinished ?? []).Select(u => new Difference(u.Name, u.Condition, "installed")),
        .. Wanted(desired, actual).Select(u => new Difference(u.Name, u.Old, u.Origins.Length == 0 ? u.New : $"{u.New} ({u.Origins})")),
    ];

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, UpgradeSpec desired, UpgradeState? actual, IHost host, CancellationToken ct) =>
        ApplyManyAsync([new ApplyItem<UpgradeSpec, UpgradeState>(name, desired, actual)], host, ct);

    /// <inheritdoc/>
    protected override Task ApplyManyAsync(IReadOnlyList<ApplyItem<UpgradeSpec, UpgradeState>> items, IHost host, CancellationToken ct)
    {
        oracle.Forget(host);
        return new UpgradeTransaction(host).ApplyAsync(
            [.. items.SelectMany(i => Wanted(i.Desired, i.Actual).Select(u => new UpgradeWish(i.Name, i.Desired, u)))],
            [.. items.Select(i => i.Name)],
            ct);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <summary>An upgraded service is restarted by its package.</summary>
    protected override bool Disturbs(UpgradeSpec desired) => true;

    private static IEnumerable<Upgrade> Wanted(UpgradeSpec desired, UpgradeState? actual) =>
        (actual?.Upgrades ?? []).Where(u => desired.Allows(u.Name, u.New));
}
