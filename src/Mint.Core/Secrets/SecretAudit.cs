using Mint.Core.Config;

namespace Mint.Core.Secrets;

/// <summary>One secret of the repo: who asks for it, who shall be able to read it, and who can.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file; null when it is not there or broken.</param>
/// <param name="Uses">Every place that asks for it.</param>
/// <param name="Hosts">The hosts that ask for it and have a key, by name.</param>
/// <param name="Admins">The administrators, by name.</param>
/// <param name="Problems">What is wrong with its file, and who can read it that shall not, or the other way round.</param>
public sealed record SecretStanding(
    string Name,
    SecretFile? File,
    IReadOnlyList<SecretUse> Uses,
    IReadOnlyDictionary<string, SecretRecipient> Hosts,
    IReadOnlyDictionary<string, SecretRecipient> Admins,
    IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether it is encrypted to just those who shall read it.</summary>
    public bool IsCurrent => File is not null && Same(File.Readers.Hosts, Hosts) && Same(File.Readers.Admins, Admins);

    /// <summary>Places that ask for it in vain: it has no value, the host has no key, or it is not encrypted to it. Loading the host says the same.</summary>
    public IReadOnlyList<Problem> Lacking =>
    [
        .. Uses.DistinctBy(u => u.Host).Select(use => (use, Why: Lacks(use.Host)))
            .Where(lack => lack.Why is not null)
            .Select(lack => new Problem(lack.use.Origin, lack.use.Path, lack.Why ?? "")),
    ];

    private string? Lacks(string host) => !Hosts.TryGetValue(host, out var key) ? $"{host} has no ssh_host_key, so nothing can be encrypted for it"
        : File is null ? $"there is no value of '{Name}' for {host}"
        : File.Readers.Hosts.GetValueOrDefault(host) == key.Fingerprint ? null
        : File.Readers.Hosts.ContainsKey(host) ? $"'{Name}' is encrypted for another SSH host key than {host} has now"
        : $"'{Name}' is not encrypted for {host}";

    private static bool Same(IReadOnlyDictionary<string, string> are, IReadOnlyDictionary<string, SecretRecipient> shall) =>
        are.Count == shall.Count && shall.All(s => are.TryGetValue(s.Key, out var fingerprint) && fingerprint == s.Value.Fingerprint);
}

/// <summary>Holds every secret of a repo against who shall be able to read it: the hosts whose configuration asks for it, and the administrators.</summary>
internal sealed class SecretAudit(
    SecretShelf shelf, IReadOnlyList<SecretUse> uses, IReadOnlyDictionary<string, SecretRecipient> hostKeys, IReadOnlyDictionary<string, SecretRecipient> admins)
{
    private const string Remedy = "Somebody who can read it has to encrypt it anew: mint secret rekey";

    /// <summary>All secrets that are there or asked for, ordinal order.</summary>
    public IReadOnlyList<SecretStanding> Run()
    {
        var byName = uses.ToLookup(u => u.Name, StringComparer.Ordinal);
        return [.. shelf.Names.Concat(byName.Select(g => g.Key).Where(SecretName.IsValid)).Distinct().Order(StringComparer.Ordinal).Select(name => Judge(name, [.. byName[name]]))];
    }

    private SecretStanding Judge(string name, IReadOnlyList<SecretUse> its)
    {
        var hosts = its.Select(u => u.Host).Distinct().Where(hostKeys.ContainsKey).ToDictionary(host => host, host => hostKeys[host], StringComparer.Ordinal);
        var (file, problems) = shelf.Read(name);
        return new SecretStanding(name, file, its, hosts, admins, file is null ? problems : [.. Strangers(name, file, hosts), .. Missing(name, file)]);
    }

    /// <summary>Hosts that lack it are told where they ask for it, when they are loaded.</summary>
    private IEnumerable<Problem> Strangers(string name, SecretFile file, Dictionary<string, SecretRecipient> hosts)
    {
        foreach (var host in file.Readers.Hosts.Keys.Where(h => !hosts.ContainsKey(h)))
        {
            yield return Wrong(name, $"readers.hosts.{host}", $"{host} can still decrypt it, though nothing of {host} asks for it");
        }

        foreach (var (admin, fingerprint) in file.Readers.Admins)
        {
            if (!admins.TryGetValue(admin, out var key))
            {
                yield return Wrong(name, $"readers.admins.{admin}", $"{admin} can still decrypt it, though mint.yaml no longer names {admin} under secrets.admins");
            }
            else if (key.Fingerprint != fingerprint)
            {
                yield return Wrong(name, $"readers.admins.{admin}", $"it is encrypted to another key of {admin} than mint.yaml gives");
            }
        }
    }

    private IEnumerable<Problem> Missing(string name, SecretFile file) =>
        admins.Keys.Where(a => !file.Readers.Admins.ContainsKey(a)).Select(a => Wrong(name, "readers.admins", $"{a} can't decrypt it, though mint.yaml names {a} under secrets.admins"));

    private static Problem Wrong(string name, string path, string message) => new(new Origin(SecretName.FileOf(name), 1, 1), path, message, Remedy);
}
