using Microsoft.Extensions.Hosting.Systemd;
using Mint.Agent.Link;
using Mint.Core.Ledger;

namespace Mint.Agent.Loop;

/// <summary>Keeps systemd's status line up to date.</summary>
internal sealed class StatusReporter : IDisposable
{
    private readonly ISystemdNotifier notifier;
    private readonly HostBoard board;
    private readonly AgentState state;
    private readonly LinkState link;
    private readonly ILedgerReader ledger;
    private readonly Lock gate = new();
    private string? told;

    /// <summary>Listens to what may change between two turns of the loop.</summary>
    public StatusReporter(ISystemdNotifier notifier, HostBoard board, AgentState state, LinkState link, ILedgerReader ledger)
    {
        (this.notifier, this.board, this.state, this.link, this.ledger) = (notifier, board, state, link, ledger);
        state.Changed += OnChanged;
        link.Changed += OnChanged;
    }

    /// <summary>Tells systemd, when there is something new to tell.</summary>
    public void Tell()
    {
        if (!notifier.IsEnabled)
        {
            return;
        }

        lock (gate)
        {
            var line = StatusLine.Format(board, state, link, ledger.ReadPause());
            if (line != told)
            {
                notifier.Notify(new ServiceState($"STATUS={line}"));
                told = line;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        state.Changed -= OnChanged;
        link.Changed -= OnChanged;
    }

    private void OnChanged(object? sender, EventArgs news) => Tell();
}
