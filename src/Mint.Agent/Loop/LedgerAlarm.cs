using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>Says, wherever a person may look, that the ledger was damaged and a new one was begun.</summary>
internal static partial class LedgerAlarm
{
    /// <summary>Raises it.</summary>
    public static void Raise(string setAside, ILedger ledger, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var sentence = $"The ledger was damaged and a new one was begun ({setAside} is kept): what was created before counts as adopted now and is not removed by itself";
        var logger = services.GetRequiredService<ILogger<AgentState>>();
        LogDamaged(logger, sentence);
        services.GetRequiredService<AgentState>().Warn("ledger", sentence);
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Agent, sentence) { Action = "ledger-rebuilt" }]);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Sentence}")]
    private static partial void LogDamaged(ILogger logger, string sentence);
}
