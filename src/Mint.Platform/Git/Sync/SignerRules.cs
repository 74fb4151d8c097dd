using Mint.Core.Config;
using Mint.Platform.Git.Sync.Signing;

namespace Mint.Platform.Git.Sync;

/// <summary>Who may sign at one point of the history, and what becomes of a commit that they did not.</summary>
/// <param name="Policy">The stricter of agent.yaml and mint.yaml.</param>
/// <param name="Keys">The keys that count: mint.yaml's, or agent.yaml's pins where mint.yaml names nobody.</param>
/// <param name="Named">The same by name, to see whether they change.</param>
/// <param name="FromFleet">Whether mint.yaml names them.</param>
internal sealed record SignerRules(SignaturePolicy Policy, SignerKeys Keys, IReadOnlyDictionary<string, Signer> Named, bool FromFleet)
{
    /// <summary>The rules before the first commit: agent.yaml alone.</summary>
    /// <exception cref="FormatException">A pinned key can't be used.</exception>
    public static SignerRules Pinned(SignatureSettings? pins) => From(pins, null);

    /// <summary>The rules that a mint.yaml sets, on top of agent.yaml.</summary>
    /// <exception cref="FormatException">A key can't be used.</exception>
    public static SignerRules From(SignatureSettings? pins, SignatureSettings? fleet)
    {
        IReadOnlyDictionary<string, Signer> pinned = pins?.Signers ?? new Dictionary<string, Signer>();
        bool fromFleet = fleet?.Signers.Count > 0;
        IReadOnlyDictionary<string, Signer> named = fromFleet && fleet is not null ? fleet.Signers : pinned;
        // Unset means the strict one: nobody loses protection by leaving a line out of agent.yaml.
        bool lenient = (pins?.Policy ?? SignaturePolicy.Require) == SignaturePolicy.Warn && fleet?.Policy != SignaturePolicy.Require;
        return new SignerRules(lenient ? SignaturePolicy.Warn : SignaturePolicy.Require, SignerKeys.Read(named), named, fromFleet);
    }

    /// <summary>Whether both say the same.</summary>
    public bool Same(SignerRules other) => Policy == other.Policy && Named.Count == other.Named.Count
        && Named.All(pair => other.Named.TryGetValue(pair.Key, out Signer? signer) && signer == pair.Value);
}
