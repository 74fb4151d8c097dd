using System.Globalization;

namespace Mint.Core.Ledger;

/// <summary>How far this host got with its turn.</summary>
public enum TurnStage
{
    /// <summary>It needs none.</summary>
    None,

    /// <summary>It asked for one.</summary>
    Asked,

    /// <summary>It was granted one, which may be over.</summary>
    Granted,

    /// <summary>It gives it back, and the coordinator has not confirmed that yet.</summary>
    Returning,
}

/// <summary>This host's turn as the ledger keeps it, so that a host that restarted in its turn still knows of it.</summary>
/// <param name="Stage">How far it got.</param>
/// <param name="Until">Until when it was granted.</param>
public sealed record TurnFact(TurnStage Stage, DateTimeOffset Until = default)
{
    /// <summary>No turn lasts longer: a clock that was set back must not stretch one.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <summary>Nothing is wanted.</summary>
    public static TurnFact None { get; } = new(TurnStage.None);

    /// <summary>What the ledger says; what is not understood is nothing.</summary>
    public static TurnFact Read(ILedgerReader ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return (ledger.ReadFact(LedgerFacts.Turn) ?? "").Split(' ') switch
        {
            ["asked"] => new TurnFact(TurnStage.Asked),
            ["granted", var until] when long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() =>
                new TurnFact(TurnStage.Granted, DateTimeOffset.FromUnixTimeSeconds(seconds)),
            ["returning"] => new TurnFact(TurnStage.Returning),
            _ => None,
        };
    }

    /// <summary>Keeps it.</summary>
    public void Write(ILedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.WriteFact(LedgerFacts.Turn, Stage switch
        {
            TurnStage.Asked => "asked",
            TurnStage.Granted => $"granted {Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}",
            TurnStage.Returning => "returning",
            _ => null,
        });
    }

    /// <summary>Whether it is this host's turn at a time.</summary>
    public bool IsMine(DateTimeOffset now) => Stage == TurnStage.Granted && now < Until && Until - now <= Longest;
}
