using Microsoft.Extensions.Hosting.Systemd;
using Mint.Core.Ledger;

namespace Mint.Agent.Loop;

/// <summary>Keeps systemd's status line up to date.</summary>
internal sealed class StatusReporter(ISystemdNotifier notifier, HostBoard board, AgentState state, ILedgerReader ledger)
{
    private string? told;

    /// <summary>Tells systemd, when there is something new to tell.</summary>
    public void Tell()
    {
        var line = StatusLine.Format(board, state.Commit, ledger.ReadPause(), state.Refusal?.Reason, state.NextCheck);
        if (notifier.IsEnabled && line != told)
        {
            notifier.Notify(new ServiceState($"STATUS={line}"));
            told = line;
        }
    }
}
