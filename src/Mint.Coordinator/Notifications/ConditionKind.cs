namespace Mint.Coordinator.Notifications;

/// <summary>A sort of thing that needs a person, with the words for it.</summary>
/// <param name="Name">Its name for programs.</param>
/// <param name="One">What is so, of one; {0} is the subject.</param>
/// <param name="Many">What is so, of several; {0} is their number.</param>
/// <param name="OneIsOver">That it is over, of one.</param>
/// <param name="ManyAreOver">That it is over, of several.</param>
/// <param name="ToDo">What a person does about it.</param>
internal sealed record ConditionKind(string Name, string One, string Many, string OneIsOver, string ManyAreOver, string ToDo)
{
    /// <summary>Whether it lasts until it is mended: then there are reminders, and a message when it is over.</summary>
    public bool Lasts { get; init; } = true;

    /// <summary>All there are, by name.</summary>
    public static IReadOnlyDictionary<string, ConditionKind> All => ByName;

    public static readonly ConditionKind Silent = new(
        "host-silent",
        "{0} is silent",
        "{0} hosts are silent",
        "{0} is heard again",
        "{0} hosts are heard again",
        "See whether the server runs and reaches the coordinator. On it, systemctl status mint-agent and mint doctor say what is wrong. When many fell silent at once, look at the network between first.");

    public static readonly ConditionKind Failed = new(
        "host-failed",
        "{0} has been failing for more than 5 minutes",
        "{0} hosts have been failing for more than 5 minutes",
        "{0} no longer fails",
        "{0} hosts no longer fail",
        "mint status on the host names the resource, the error and the line of the config repo it comes from. Mend the line or the host; the agent tries again by itself.");

    public static readonly ConditionKind Drift = new(
        "drift",
        "{0} has drifted and is not repaired",
        "{0} resources have drifted and are not repaired",
        "{0} is as the config repo says again",
        "{0} resources are as the config repo says again",
        "mint drift shows what moved and who was likely at it. Take the change into the config repo, or let the agent repair it; what is only observed waits for you.");

    public static readonly ConditionKind Halted = new(
        "rollout-halted",
        "The rollout is halted",
        "The rollout is halted",
        "The rollout goes on",
        "The rollout goes on",
        "mint rollout status names the ring and the hosts. Push a commit that mends it, or let it go on with mint rollout promote.");

    public static readonly ConditionKind Security = new(
        "security",
        "Security: {0}",
        "{0} security events",
        "Security: {0}",
        "{0} security events",
        "Find out who did that, and why. mint events kind:security lists all of them; mint host revoke ends a host's access at once.")
    { Lasts = false };

    public static readonly ConditionKind Git = new(
        "git-unreachable",
        "The coordinator can't reach Git",
        "The coordinator can't reach Git",
        "The coordinator reaches Git again",
        "The coordinator reaches Git again",
        "Look at the Git server, the network between and the coordinator's key. Hosts keep what they have meanwhile; new commits are followed late.");

    public static readonly ConditionKind Refused = new(
        "commit-refused",
        "Commit {0} is refused",
        "{0} commits are refused",
        "Commit {0} is no longer what the branch ends with",
        "{0} refused commits are no longer what the branch ends with",
        "No host follows it. Push a commit that is signed by a pinned signer and that mint validate finds nothing in.");

    public static readonly ConditionKind Absent = new(
        "host-absent",
        "{0} is in the config repo and never enrolled",
        "{0} hosts are in the config repo and never enrolled",
        "{0} is no longer missing",
        "{0} hosts are no longer missing",
        "Enrol it: mint host add NAME prints the command for the host. If there is no such server, take its file out of the config repo.");

    public static readonly ConditionKind Certificate = new(
        "certificate",
        "The certificate of {0} ends soon and was not renewed",
        "The certificates of {0} hosts end soon and were not renewed",
        "The certificate of {0} is renewed",
        "The certificates of {0} hosts are renewed",
        "Agents renew it by themselves while they are connected. Look at the host's link: systemctl status mint-agent. Once it has ended, the host must be enrolled again.");

    private static readonly Dictionary<string, ConditionKind> ByName =
        new[] { Silent, Failed, Drift, Halted, Security, Git, Refused, Absent, Certificate }.ToDictionary(k => k.Name);
}
