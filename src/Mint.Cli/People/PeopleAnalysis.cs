using Mint.Cli.Reports;
using Mint.Core.Config;

namespace Mint.Cli.People;

/// <summary>Answers who may do what, over the whole fleet.</summary>
internal sealed class PeopleAnalysis(FleetUsers fleet)
{
    /// <summary>Everybody, a line each.</summary>
    public PeopleReport Everybody() => new([.. fleet.Names.Select(Summarize)], fleet.HostCount, fleet.Unknown);

    /// <summary>One person.</summary>
    /// <exception cref="CommandException">Nobody is called so.</exception>
    public PersonReport Person(string name)
    {
        if (!fleet.Names.Contains(name))
        {
            throw Missing(name);
        }

        var logins = Logins(name);
        return new PersonReport(name, logins, fleet.RightsOf(name), SharedKeys(name, logins), fleet.HostCount, fleet.Unknown);
    }

    private IReadOnlyList<LoginOnHost> Logins(string name) =>
        [.. fleet.Hosts.Select(h => LoginReader.Read(h, name) is { } login ? new LoginOnHost(h.Host.Host, login) : null).OfType<LoginOnHost>()];

    private PersonSummary Summarize(string name)
    {
        var logins = Logins(name).Select(l => l.Login).ToList();
        var there = logins.Where(l => l.State != "absent").ToList();
        var most = LoginReader.Most(there.Select(l => l.Sudo));
        return new PersonSummary(
            name,
            there.Select(l => l.Comment).FirstOrDefault(c => c is not null),
            there.Count > 0 && there.TrueForAll(l => l.System),
            there.Count,
            there.Count(l => l.State == "locked"),
            logins.Count - there.Count,
            there.SelectMany(l => l.Keys ?? []).Select(k => k.Fingerprint).Distinct().Count(),
            most,
            there.Count(l => most != LoginReader.None && l.Sudo == most),
            fleet.Signers.Contains(name),
            fleet.SecretAdmins.Contains(name));
    }

    /// <summary>A key opens whoever lists it: taking it from one user leaves it with the others.</summary>
    private IReadOnlyList<SharedKeyReport> SharedKeys(string name, IReadOnlyList<LoginOnHost> logins)
    {
        var own = logins.SelectMany(l => l.Login.Keys ?? []).Select(k => k.Fingerprint).Where(f => f.Length > 0).ToHashSet();
        return
        [
            .. from host in fleet.Hosts
               from user in host.Users.Keys
               where user != name
               let login = LoginReader.Read(host, user)
               where login?.State == "present"
               from key in login.Keys ?? []
               where own.Contains(key.Fingerprint)
               select new SharedKeyReport(host.Host.Host, user, key.Name, key.Fingerprint, key.Origin),
        ];
    }

    private CommandException Missing(string name) =>
        new($"Nobody is called '{name}': no file of the repo declares such a user, and no signer has the name.", Spelling.Hint(name, fleet.Names)) { IsNotFound = true };
}
