using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Platform.Configuration;
using Mint.Platform.Ledger;

namespace Mint.Cli.Planning;

/// <summary>The agent's ledger, as far as this user can read it.</summary>
internal sealed class LedgerAccess : IDisposable
{
    private const string CannotTell =
        "drift and pending can't be told apart, and what is no longer wanted can't be seen";

    private LedgerAccess(ILedgerReader reader, SecretKey key, bool isKnown, params IReadOnlyList<string> notes) =>
        (Reader, Key, IsKnown, Notes) = (reader, key, isKnown, notes);

    /// <summary>The ledger, or an empty one.</summary>
    public ILedgerReader Reader { get; }

    /// <summary>Hashes secrets as the ledger does; any key where there is no ledger.</summary>
    public SecretKey Key { get; }

    /// <summary>Whether the ledger could be read.</summary>
    public bool IsKnown { get; }

    /// <summary>What follows from not reading it.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Opens it read-only; never fails.</summary>
    public static LedgerAccess Open(AgentSettings? settings)
    {
        if (settings is null)
        {
            return Unknown("there is no agent's ledger here");
        }

        try
        {
            var reader = SqliteLedgerReader.OpenReadOnly(settings.LedgerPath);
            var key = reader.ReadFact(LedgerFacts.SecretKey) is { } hex ? new SecretKey(Convert.FromHexString(hex)) : SecretKey.CreateEphemeral();
            return new LedgerAccess(reader, key, isKnown: true);
        }
        catch (ResourceException e)
        {
            return Unknown(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (Reader as IDisposable)?.Dispose();

    private static LedgerAccess Unknown(string why) => new(new EmptyLedger(), SecretKey.CreateEphemeral(), isKnown: false, $"{why}: {CannotTell}");
}
