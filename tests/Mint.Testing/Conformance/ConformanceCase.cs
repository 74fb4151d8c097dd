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
/// <param name="ResourceName">The resource's name. It is absent after <see cref="Prepare"/>.</param>
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

    /// <summary>The provider's kind.</summary>
    public string Kind => Provider.Kind;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}
