using Mint.Cli.Configs;
using Mint.Cli.Planning;
using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Cli.People;

/// <summary>The users of all hosts of one revision, who may sign its commits and who can read its secrets. A host that does not compile is unknown, never left out.</summary>
internal sealed class FleetUsers
{
    private readonly Dictionary<string, Signer> signers;
    private readonly Dictionary<string, string> secretAdmins;
    private readonly ConfigMap? signerTree;
    private readonly ConfigMap? adminTree;

    /// <summary>Loads and compiles every host.</summary>
    public FleetUsers(ConfigRevision revision)
    {
        Revision = revision;
        var (hosts, unknown) = (new List<UsersOfHost>(), new List<UnknownHostReport>());
        foreach (var name in revision.Loader.HostNames)
        {
            var compiled = revision.Compile(new HostFacts(name));
            if (compiled is { Problems.Count: 0, Host: { } host })
            {
                hosts.Add(new UsersOfHost(host, compiled.Graph));
            }
            else
            {
                unknown.Add(new UnknownHostReport(name, [.. compiled.Problems.Select(PlanMapping.Map)]));
            }
        }

        (Hosts, Unknown, Trees) = (hosts, unknown, revision.Loader.ReadTrees());
        var fleet = revision.Loader.LoadFleet().Fleet;
        signers = fleet?.Signatures.Signers.ToDictionary(StringComparer.Ordinal) ?? [];
        secretAdmins = fleet?.Secrets.Admins.ToDictionary(StringComparer.Ordinal) ?? [];
        adminTree = Trees.Select(t => (t["secrets"] as ConfigMap)?["admins"]).OfType<ConfigMap>().FirstOrDefault();
        signerTree = Trees.Select(t => (t["signatures"] as ConfigMap)?["signers"]).OfType<ConfigMap>().FirstOrDefault();
    }

    /// <summary>The revision.</summary>
    public ConfigRevision Revision { get; }

    /// <summary>The hosts that compile, by name.</summary>
    public IReadOnlyList<UsersOfHost> Hosts { get; }

    /// <summary>The hosts that do not.</summary>
    public IReadOnlyList<UnknownHostReport> Unknown { get; }

    /// <summary>Every file as it is written.</summary>
    public IReadOnlyList<ConfigMap> Trees { get; }

    /// <summary>Files that can't be read, and so may name anybody.</summary>
    public IReadOnlyList<string> Unread =>
    [
        .. Revision.Loader.GroupNames.Select(g => $"groups/{g}.yaml").Concat(Revision.Loader.HostNames.Select(h => $"hosts/{h}.yaml")).Prepend(RepoDirectory.Marker)
            .Except(Trees.Select(t => t.Origin.File)),
    ];

    /// <summary>How many hosts there are, unknown ones among them.</summary>
    public int HostCount => Hosts.Count + Unknown.Count;

    /// <summary>Who may sign commits.</summary>
    public IReadOnlyCollection<string> Signers => signers.Keys;

    /// <summary>Who can read every secret.</summary>
    public IReadOnlyCollection<string> SecretAdmins => secretAdmins.Keys;

    /// <summary>Everybody: users that any file declares, signers and administrators of secrets. Sorted.</summary>
    public IReadOnlyList<string> Names => [.. Trees.SelectMany(Declared).Union(signers.Keys).Union(secretAdmins.Keys).Order(StringComparer.Ordinal)];

    /// <summary>What somebody may do besides logging in.</summary>
    public IReadOnlyList<RightReport> RightsOf(string name) => [.. SigningRights(name), .. SecretRights(name)];

    private static IEnumerable<string> Declared(ConfigMap tree) => new[] { tree, tree["defaults"] as ConfigMap }
        .Select(t => t?["users"]).OfType<ConfigMap>()
        .SelectMany(users => users.Entries.Select(e => e.Key));

    private IEnumerable<RightReport> SigningRights(string name)
    {
        if (!signers.TryGetValue(name, out var signer))
        {
            yield break;
        }

        var place = signerTree?.TryGet(name, out var entry) == true ? PlanMapping.Text(entry.KeyOrigin) : null;
        if (signer.Ssh is { } line)
        {
            var key = PublicKeyLine.Parse(line);
            yield return new RightReport("signs-commits", key is null ? "ssh key" : $"{key.Type} {key.Fingerprint} {key.Comment}".TrimEnd(), place);
        }

        if (signer.OpenPgp is not null)
        {
            yield return new RightReport("signs-commits", "openpgp key", place);
        }
    }

    private IEnumerable<RightReport> SecretRights(string name)
    {
        if (secretAdmins.TryGetValue(name, out var line))
        {
            var key = PublicKeyLine.Parse(line);
            var place = adminTree?.TryGet(name, out var entry) == true ? PlanMapping.Text(entry.KeyOrigin) : null;
            yield return new RightReport("reads-secrets", key is null ? line : $"{key.Type} {key.Fingerprint} {key.Comment}".TrimEnd(), place);
        }
    }
}
