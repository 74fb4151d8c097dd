using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Testing.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>
/// One thing of one kind, wanted in two ways, on which all of <see cref="ConformanceProperties"/> are tried. It runs many
/// times on one real host, so its resource has a name of its own and it cleans up what it sets up.
/// </summary>
/// <param name="Provider">The provider under test.</param>
/// <param name="Name">Names the case among those of its kind: <c>with-owner</c>. Stable: the support matrix shows it.</param>
/// <param name="ResourceName">The resource's name. It is absent after <see cref="Prepare"/>, or due, of a kind that comes due.</param>
/// <param name="Spec">What is wanted first.</param>
/// <param name="ChangedSpec">A differing wish for the same resource.</param>
/// <param name="Tamper">Changes the converged host behind the agent's back, as a person at a shell would.</param>
public sealed record ConformanceCase(
    IResourceProvider Provider,
    string Name,
    string ResourceName,
    object Spec,
    object ChangedSpec,
    Func<IHost, CancellationToken, Task> Tamper)
{
    /// <summary>Makes what the resource needs (its directory, its user). Fine to run twice.</summary>
    public Func<IHost, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Undoes <see cref="Prepare"/>. Fine to run twice.</summary>
    public Func<IHost, CancellationToken, Task>? CleanUp { get; init; }

    /// <summary>Installs fake programs, queries and units; only on the fake, before <see cref="Prepare"/>.</summary>
    public Action<FakeHost>? Arrange { get; init; }

    /// <summary>A reason why this host can't run the case ("no systemd"); null when it can.</summary>
    public Func<IHostReader, string?>? Skip { get; init; }

    /// <summary>A secret that both specs hold: it must reach the host and be seen nowhere else.</summary>
    public string? Canary { get; init; }

    /// <summary>Files and directories (with all below) outside /etc that the resource may touch, for comparing the host before and after.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>What refreshing it brings about; null for a kind that has nothing to reload.</summary>
    public RefreshEffect? Refresh { get; init; }

    /// <summary>Of a kind without a state of its own: nothing of it is found, differs or is removed, it only acts when it is refreshed.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>The provider's kind.</summary>
    public string Kind => Provider.Kind;

    /// <summary>A case of a kind that only acts when it is refreshed.</summary>
    /// <param name="provider">The provider under test.</param>
    /// <param name="name">Names the case.</param>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="spec">What is wanted.</param>
    /// <param name="refresh">What a refresh brings about.</param>
    public static ConformanceCase Trigger(IResourceProvider provider, string name, string resourceName, object spec, RefreshEffect refresh) =>
        new(provider, name, resourceName, spec, spec, (_, _) => throw new InvalidOperationException("a trigger has no state to tamper with"))
        {
            Refresh = refresh,
            IsTrigger = true,
        };

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}
