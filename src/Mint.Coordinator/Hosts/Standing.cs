namespace Mint.Coordinator.Hosts;

/// <summary>How a host stands in the fleet's eyes: its own word, unless there is something that it can't say itself.</summary>
/// <param name="State">One word of the protocol's <c>Host.state</c>.</param>
/// <param name="Reason">Why, one sentence; empty where the word says all.</param>
internal readonly record struct Standing(string State, string Reason)
{
    public const string Absent = "absent";
    public const string Silent = "silent";
    public const string Behind = "behind";
    public const string Revoked = "revoked";
    public const string Unknown = "unknown";
    public const string Starting = "starting";
    public const string Converged = "converged";

    /// <summary>Judges one host.</summary>
    public static Standing Of(HostRow host, StandingRules rules)
    {
        if (host.RevokedAt is not null)
        {
            return new Standing(Revoked, "its certificate was revoked; mint host add lets it in again");
        }

        if (host.EnrolledAt is not { } enrolledAt)
        {
            return new Standing(Absent, "in the config repo, but it never enrolled");
        }

        if (rules.RepoIsKnown && !host.Expected)
        {
            return new Standing(Unknown, "enrolled, but not in the config repo");
        }

        // Silent it stays until it is heard, whoever listens.
        if (host.State == Silent && (host.LastSeenAt ?? 0) <= host.StateSince)
        {
            return new Standing(Silent, host.Reason);
        }

        // What was not heard while nobody listened is no silence.
        var heard = Math.Max(host.LastSeenAt ?? enrolledAt, rules.ListeningSince.UtcTicks);
        if (rules.Now.UtcTicks - heard > (host.SilentAfter ?? rules.SilentAfter.Ticks))
        {
            return new Standing(Silent, host.LastSeenAt is null ? "enrolled, but never heard of" : "nothing heard of it");
        }

        return host.ReportedState.Length == 0 ? new Standing(Starting, "it has not reported yet")
            : host.ReportedState == Converged && rules.IsBehind(host) ? new Standing(Behind, "it stays with an older commit")
            : new Standing(host.ReportedState, host.ReportedReason);
    }
}

/// <summary>What judging a host depends on besides the host.</summary>
/// <param name="Now">The clock.</param>
/// <param name="ListeningSince">Since when somebody here listens.</param>
/// <param name="SilentAfter">How long a host may say nothing that says nothing else.</param>
/// <param name="RepoIsKnown">Whether the config repo was read, so that it is known which hosts there must be.</param>
/// <param name="IsBehind">Whether a converged host should be at a newer commit by now.</param>
internal sealed record StandingRules(DateTimeOffset Now, DateTimeOffset ListeningSince, TimeSpan SilentAfter, bool RepoIsKnown, Func<HostRow, bool> IsBehind);
