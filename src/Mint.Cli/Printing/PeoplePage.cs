using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints who has a login on how many hosts, a line each.</summary>
internal sealed class PeoplePage(Screen screen)
{
    /// <summary>Prints the table, then the hosts of which nothing is known.</summary>
    public void Print(PeopleReport people)
    {
        if (people.Users.Count == 0)
        {
            screen.Line("No host declares a user, and nobody may sign commits.");
        }
        else
        {
            string[] heads = ["NAME", "HOSTS", "KEYS", "SUDO", "BESIDES"];
            screen.Print([[.. heads.Select(h => new Cell(h, Tone.Dim))], .. people.Users.Select(u => Row(u, people.Hosts - people.Unknown.Count))]);
        }

        PrintUnknown(screen, people.Unknown);
    }

    /// <summary>Prints the hosts that can't be judged.</summary>
    public static void PrintUnknown(Screen screen, IReadOnlyList<UnknownHostReport> unknown)
    {
        foreach (var host in unknown)
        {
            screen.Write("? ", Tone.Bad).Write(host.Host, Tone.Strong);
            screen.Line($"   unknown: its configuration does not load ({Wording.Count(host.Problems.Count, "problem")}); see mint validate");
        }
    }

    private static Cell[] Row(PersonSummary person, int hosts) =>
    [
        new Cell(person.Name, Tone.Strong),
        person.Hosts == 0 ? new Cell("none", Tone.Dim) : new Cell(person.Hosts == hosts ? $"all {hosts}" : $"{person.Hosts} of {hosts}"),
        person.Keys == 0 ? new Cell("none", Tone.Dim) : new Cell($"{person.Keys}"),
        Sudo(person),
        new Cell(string.Join(", ", Besides(person)), Tone.Dim),
    ];

    private static Cell Sudo(PersonSummary person) => person.Sudo switch
    {
        "none" => new Cell("none", Tone.Dim),
        var sudo when person.SudoHosts < person.Hosts => new Cell($"{sudo}, on {person.SudoHosts}"),
        var sudo => new Cell(sudo),
    };

    private static IEnumerable<string> Besides(PersonSummary person)
    {
        if (person.Comment is { } comment)
        {
            yield return comment;
        }

        if (person.System)
        {
            yield return "a service's account";
        }

        if (person.Signs)
        {
            yield return "signs commits";
        }

        if (person.ReadsSecrets)
        {
            yield return "reads secrets";
        }

        if (person.Locked > 0)
        {
            yield return $"locked on {person.Locked}";
        }

        if (person.Absent > 0)
        {
            yield return $"absent on {person.Absent}";
        }
    }
}
