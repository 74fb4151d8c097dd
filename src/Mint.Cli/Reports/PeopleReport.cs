namespace Mint.Cli.Reports;

/// <summary><c>mint users --json</c>.</summary>
/// <param name="Users">Everybody who is declared as a user of a host, or may sign commits; by name.</param>
/// <param name="Hosts">How many hosts the config repo has.</param>
/// <param name="Unknown">Hosts whose configuration does not load: who has a login there can't be told.</param>
internal sealed record PeopleReport(IReadOnlyList<PersonSummary> Users, int Hosts, IReadOnlyList<UnknownHostReport> Unknown);

/// <summary>One line of <c>mint users</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Comment">The person's own name, as the first host that tells it has it; null when none does.</param>
/// <param name="System">A service's account everywhere.</param>
/// <param name="Hosts">On how many hosts there is such a user.</param>
/// <param name="Locked">On how many of them it is locked.</param>
/// <param name="Absent">On how many hosts it is declared absent.</param>
/// <param name="Keys">How many different keys, over all hosts.</param>
/// <param name="Sudo">The most that it may do by sudo anywhere: full, password, commands or none.</param>
/// <param name="SudoHosts">On how many hosts it may do that.</param>
/// <param name="Signs">Whether commits signed by this name are accepted.</param>
/// <param name="ReadsSecrets">Whether this name can read every secret of the config repo.</param>
internal sealed record PersonSummary(
    string Name, string? Comment, bool System, int Hosts, int Locked, int Absent, int Keys, string Sudo, int SudoHosts, bool Signs, bool ReadsSecrets);

/// <summary>A host that can't be judged.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Problems">Why its configuration does not load.</param>
internal sealed record UnknownHostReport(string Host, IReadOnlyList<ProblemReport> Problems);

/// <summary><c>mint users NAME --json</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Logins">By host; hosts that say nothing of the name are not among them.</param>
/// <param name="Rights">What the name may do besides: sign commits, read secrets.</param>
/// <param name="SharedKeys">Keys of this person that open another user, too.</param>
/// <param name="Hosts">How many hosts the config repo has.</param>
/// <param name="Unknown">Hosts whose configuration does not load.</param>
internal sealed record PersonReport(
    string Name,
    IReadOnlyList<LoginOnHost> Logins,
    IReadOnlyList<RightReport> Rights,
    IReadOnlyList<SharedKeyReport> SharedKeys,
    int Hosts,
    IReadOnlyList<UnknownHostReport> Unknown);

/// <summary>What one host's configuration says of a person.</summary>
/// <param name="Host">The host.</param>
/// <param name="Login">The login itself.</param>
internal sealed record LoginOnHost(string Host, UserLoginReport Login);

/// <summary>One user as a host's configuration wants it.</summary>
/// <param name="State">present, locked or absent.</param>
/// <param name="Origin">Where it is declared.</param>
/// <param name="Comment">The person's own name.</param>
/// <param name="System">A service's account.</param>
/// <param name="WayIn">Whether it counts as one of those who can administer the host: a key and all of sudo.</param>
/// <param name="Password">Whether a password is declared.</param>
/// <param name="Keys">Its keys; null when they are not managed.</param>
/// <param name="Sudo">What it may do by sudo: full, password, commands or none.</param>
/// <param name="SudoRules">By which rules.</param>
/// <param name="Groups">Its groups.</param>
internal sealed record UserLoginReport(
    string State,
    string? Origin,
    string? Comment,
    bool System,
    bool WayIn,
    bool Password,
    IReadOnlyList<KeyReport>? Keys,
    string Sudo,
    IReadOnlyList<SudoRuleReport> SudoRules,
    IReadOnlyList<GroupReport> Groups);

/// <summary>One public key.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Type">Its type: ssh-ed25519.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> prints it: SHA256:….</param>
/// <param name="Comment">Its comment; null when it has none.</param>
/// <param name="Options">What limits it; null for nothing.</param>
/// <param name="Origin">Where it is declared.</param>
internal sealed record KeyReport(string Name, string Type, string Fingerprint, string? Comment, string? Options, string? Origin);

/// <summary>One sudo rule.</summary>
/// <param name="Level">full, password or commands.</param>
/// <param name="Commands">Which, where it is commands.</param>
/// <param name="Group">The group that it is given to; null for a rule of the user's own.</param>
/// <param name="Origin">Where it is declared; for a group that Debian gives sudo to, where the membership is.</param>
internal sealed record SudoRuleReport(string Level, IReadOnlyList<string> Commands, string? Group, string? Origin);

/// <summary>A group that somebody is in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where the membership is declared.</param>
internal sealed record GroupReport(string Name, string? Origin);

/// <summary>What somebody may do besides logging in.</summary>
/// <param name="Kind">signs-commits, reads-secrets.</param>
/// <param name="Detail">With which keys.</param>
/// <param name="Origin">Where it is given.</param>
internal sealed record RightReport(string Kind, string Detail, string? Origin);

/// <summary>A person's key that opens another user.</summary>
/// <param name="Host">Where.</param>
/// <param name="User">Whom.</param>
/// <param name="Key">The key's name there.</param>
/// <param name="Fingerprint">Which it is.</param>
/// <param name="Origin">Where it is declared.</param>
internal sealed record SharedKeyReport(string Host, string User, string Key, string Fingerprint, string? Origin);

/// <summary><c>mint user remove NAME --plan --json</c>.</summary>
/// <param name="Name">Who leaves.</param>
/// <param name="Hosts">What would change, by host; as <c>mint plan --all</c> has it.</param>
/// <param name="ShutOut">Hosts that nobody could administer afterwards.</param>
/// <param name="LastSigner">Whether nobody else may sign commits.</param>
/// <param name="Mentions">The lines of the config repo that name the person.</param>
/// <param name="SharedKeys">Keys of this person that open another user, and would go on doing so.</param>
/// <param name="Unknown">Hosts whose configuration does not load.</param>
/// <param name="Unread">Files that can't be read, and so may name the person as well.</param>
/// <param name="Steps">What a person should do, in order.</param>
internal sealed record RemovalReport(
    string Name,
    IReadOnlyList<PlanReport> Hosts,
    IReadOnlyList<string> ShutOut,
    bool LastSigner,
    IReadOnlyList<MentionReport> Mentions,
    IReadOnlyList<SharedKeyReport> SharedKeys,
    IReadOnlyList<UnknownHostReport> Unknown,
    IReadOnlyList<string> Unread,
    IReadOnlyList<string> Steps);

/// <summary>A line of the config repo that names somebody.</summary>
/// <param name="Origin">File, line and column.</param>
/// <param name="Path">The key path: users.anna.</param>
/// <param name="Kind">user, ssh-login, signer, secret-admin, or other.</param>
internal sealed record MentionReport(string Origin, string Path, string Kind);
