namespace Mint.Modules.Services;

/// <summary>One unit of a batch, with what is there right now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What is wanted.</param>
/// <param name="State">What is there; null when nothing of it is on.</param>
internal sealed record UnitWish(string Name, UnitSpec Spec, UnitState? State)
{
    public bool Unmask => !Spec.Masked && State is { Masked: true };

    public bool Mask => Spec.Masked && State is not { Masked: true };

    public bool Enable => !Spec.Masked && Spec.Enabled == true && State is not { Enabled: true };

    public bool Disable => !Spec.Masked && Spec.Enabled == false && State is { Enabled: true };

    public bool Start => Spec.Running == true && State is not { IsUp: true };

    public bool Stop => Spec.Running == false && State is { IsDown: false };
}
