namespace Mint.Modules.Packages;

/// <summary>One package of a transaction.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What is wanted.</param>
internal sealed record PackageWish(string Name, PackageSpec Spec)
{
    /// <summary>What apt-get is told; set once it is known what to install.</summary>
    public string Argument { get; init; } = Spec.Present ? Name : Name + "-";

    /// <summary>Whether apt has work to do; a hold alone needs none.</summary>
    public bool NeedsApt(DpkgStatus status) => status.Find(Name) is { } state
        ? !Spec.Present || !state.IsComplete || !Spec.Accepts(state.Version)
        : Spec.Present;
}
