using Mint.Core.Secrets;

namespace Mint.Core.Config;

/// <summary>One host's configuration, merged, filled in and bound. Only made when there is no mistake in it.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Groups">Its groups, in order.</param>
/// <param name="Settings">What it says besides sections.</param>
/// <param name="Sections">Its sections, in the modules' order.</param>
/// <param name="Root">The merged tree, for <c>mint render</c>.</param>
public sealed record HostConfig(
    string Host, IReadOnlyList<string> Groups, HostSettings Settings, IReadOnlyList<BoundSection> Sections, ConfigMap Root)
{
    /// <summary>Every place of it that asks for a secret.</summary>
    public IReadOnlyList<SecretUse> Secrets { get; init; } = [];

    /// <summary>What others need to know of the fleet's other hosts, as the same revision says.</summary>
    public FleetHosts Fleet { get; init; } = FleetHosts.None;

    /// <summary>Whom the host belongs to; null when nobody said.</summary>
    public string? Customer => Settings.Customer;

    /// <summary>The place of a key, or of its nearest parent that is written: <c>OriginOf("packages", "nginx")</c>.</summary>
    public Origin OriginOf(params IReadOnlyList<string> path) => Places.Find(Root, Root.Origin, path);
}

/// <summary>One section of a host.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Value">The record that its module compiles.</param>
/// <param name="Node">The tree it was bound from.</param>
/// <param name="Origin">Where its key stands.</param>
public sealed record BoundSection(string Name, object Value, ConfigNode Node, Origin Origin)
{
    /// <summary>The place of a key inside the section, or of its nearest parent that is written.</summary>
    public Origin OriginOf(IReadOnlyList<string> path) => Places.Find(Node, Origin, path);
}
