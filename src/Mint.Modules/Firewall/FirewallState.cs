using Mint.Core.Providers;

namespace Mint.Modules.Firewall;

/// <summary>What is there of the firewall.</summary>
/// <param name="Saved">The file that is loaded at boot; null when it is missing.</param>
/// <param name="HasNft">Whether there is an nft to ask.</param>
/// <param name="Live">What the kernel has; null when the table is not there.</param>
/// <param name="Loaded">What the kernel would have after loading the file, in the same words; null without a file, or when nft refuses it.</param>
/// <param name="Unit">The unit's text; null when it is missing.</param>
/// <param name="Enabled">Whether the unit is started at boot.</param>
internal sealed record FirewallState(string? Saved, bool HasNft, NftTable? Live, NftTable? Loaded, string? Unit, bool Enabled)
{
    /// <summary>Whether nothing at all is there.</summary>
    public bool IsNothing => Saved is null && Live is null && Unit is null && !Enabled;

    /// <summary>What differs, rule by rule.</summary>
    public IEnumerable<Difference> Compare(FirewallSpec desired)
    {
        if (!HasNft)
        {
            return [new Difference("nft", "not installed", "installed")];
        }

        return Rules(desired).Concat(AtBoot());
    }

    private IEnumerable<Difference> Rules(FirewallSpec desired)
    {
        if (Live is null)
        {
            yield return new Difference("table inet mint", "missing", "present");
        }

        if (Saved != desired.Text)
        {
            var changes = NftTable.Compare(NftTable.Parse(Saved ?? ""), NftTable.Parse(desired.Text));
            foreach (var change in changes.Count > 0 ? changes : [new Difference(FirewallFiles.Table, Saved, desired.Text)])
            {
                yield return change;
            }
        }
        else if (Loaded is null)
        {
            yield return new Difference(FirewallFiles.Table, "nft refuses it, or a list that it includes", "loaded at boot");
        }
        else if (Live is not null)
        {
            foreach (var change in NftTable.Compare(Live, Loaded))
            {
                yield return change;
            }
        }
    }

    private IEnumerable<Difference> AtBoot()
    {
        if (Unit != FirewallFiles.UnitText)
        {
            yield return new Difference(FirewallFiles.UnitName, Unit, FirewallFiles.UnitText);
        }

        if (!Enabled)
        {
            yield return new Difference("at boot", "not loaded", "loaded");
        }
    }
}
