using Mint.Core.Graph;

namespace Mint.Modules.Firewall;

/// <summary>Finds what a set of rules provably closes and must not. What depends on addresses that the config repo does not know is not its business.</summary>
internal sealed class WaysClosed(CompileContext context, FirewallModel model)
{
    /// <summary>Reports it.</summary>
    public void Report(IReadOnlyList<int> sshPorts)
    {
        if (sshPorts.Count > 0 && sshPorts.Select(p => WhyClosed("tcp", p)).ToList() is var reasons && reasons.TrueForAll(r => r is not null))
        {
            var (rule, why) = reasons[0] ?? throw new InvalidOperationException();
            context.Problem(rule.Path, $"nobody could reach sshd on port {sshPorts[0]} any more: {why}", "Let somebody in: 'allow: { ssh: { from: [office] } }'.");
        }

        foreach (var network in model.Networks)
        {
            if (WhyClosed("udp", network.Port) is var (rule, why))
            {
                context.Problem(rule.Path, $"no member of {network.Name} could reach this one on UDP port {network.Port} any more: {why}");
            }
        }

        ReportOutgoing();
    }

    /// <summary>Why nobody may come to a port; null when somebody may.</summary>
    private (TrafficRule Rule, string Why)? WhyClosed(string protocol, int port)
    {
        var denied = model.Incoming.Where(r => r.Verdict == Verdict.Drop && r.Covers(protocol, port)).ToList();
        if (denied.Find(r => r.Peers is null) is { } everybody)
        {
            return (everybody, $"'{everybody.Name}' denies it to everybody");
        }

        var allowed = model.Incoming.Where(r => r.Verdict == Verdict.Accept && r.Covers(protocol, port)).ToList();
        if (model.Input == Verdict.Accept || allowed.Exists(r => r.Peers is null))
        {
            return null;
        }

        var blocks = denied.SelectMany(r => Blocks(r.Peers)).ToList();
        var left = allowed.SelectMany(r => Blocks(r.Peers)).Where(b => !blocks.Exists(d => d.Contains(b))).ToList();
        if (left.Count > 0 || allowed.Count == 0)
        {
            return null;
        }

        return allowed.Exists(r => r.Peers?.All.IsEmpty == false)
            ? (denied[0], $"'{denied[0].Name}' denies it to all whom '{allowed[0].Name}' lets in")
            : (allowed[0], $"'{allowed[0].Name}' is for a network of which this host is no member");
    }

    private void ReportOutgoing()
    {
        if (model.Output == Verdict.Drop && !model.Outgoing.Any(r => r.Verdict == Verdict.Accept && r.Ports?.Any(p => p.Protocol == "tcp") != false && r.Peers?.All.IsEmpty != true))
        {
            context.Problem(
                ["output"],
                "no rule of 'outgoing' lets a TCP connection out, so the agent could reach neither Git nor the coordinator",
                "outgoing: { https: {}, ssh: {}, dns: {} }, as your Git server and coordinator need it");
        }

        foreach (var rule in model.Outgoing.Where(r => r is { Verdict: Verdict.Drop, Ports: null } && r.Peers?.All is { } all && all.V4.Concat(all.V6).Any(b => b.Prefix == 0)))
        {
            context.Problem(rule.Path, "this denies everything to everybody");
        }
    }

    private static IEnumerable<AddressBlock> Blocks(Peers? peers) => peers is null ? [] : peers.All.V4.Concat(peers.All.V6);
}
