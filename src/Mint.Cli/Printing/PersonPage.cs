using System.Text.Json;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what one person may do. Hosts that say the same are told together.</summary>
internal sealed class PersonPage(Screen screen)
{
    private const int Indent = 2;

    /// <summary>Prints it.</summary>
    public void Print(PersonReport person)
    {
        var there = person.Logins.Count(l => l.Login.State != "absent");
        var comment = person.Logins.Select(l => l.Login.Comment).FirstOrDefault(c => c is not null);
        screen.Write(person.Name, Tone.Strong).Write(comment is null ? "" : $"  {comment}");
        screen.Line($"   {(there == 0 ? "no login" : $"a login on {there} of {Wording.Count(person.Hosts, "host")}")}");
        screen.Print([.. person.Rights.Select(Row)]);
        foreach (var same in person.Logins.GroupBy(l => JsonSerializer.Serialize(l.Login, ReportsJson.Line.UserLoginReport)))
        {
            Print([.. same.Select(l => l.Host)], same.First().Login);
        }

        PrintShared(screen, person.SharedKeys, person.Name);
        PeoplePage.PrintUnknown(screen, person.Unknown);
    }

    /// <summary>Prints which of somebody's keys open other users.</summary>
    public static void PrintShared(Screen screen, IReadOnlyList<SharedKeyReport> shared, string name)
    {
        foreach (var same in shared.GroupBy(k => k with { Host = "" }))
        {
            var (key, hosts) = (same.Key, string.Join(", ", same.Select(k => k.Host)));
            screen.Write("▲ ", Tone.Warn).Write($"a key of {name} opens {key.User} on {hosts} as well: '{key.Key}' {key.Fingerprint}");
            screen.Line($"   {Wording.Place(key.Origin)}", Tone.Dim);
        }
    }

    private static Cell[] Row(RightReport right) =>
        [new Cell("  " + right.Kind.Replace('-', ' ')), new Cell(right.Detail), new Cell(Wording.Place(right.Origin), Tone.Dim)];

    private void Print(IReadOnlyList<string> hosts, UserLoginReport login)
    {
        screen.Line();
        screen.Write(string.Join(", ", hosts), Tone.Strong).Write("   ").Write(State(login).Text, State(login).Tone);
        screen.Line($"   {Wording.Place(login.Origin)}", Tone.Dim);
        if (login.State != "absent")
        {
            screen.Print([.. Rows(login).Select(r => (Cell[])[new Cell(new string(' ', Indent) + r[0].Text, Tone.Dim), .. r[1..]])]);
        }
    }

    private static Cell State(UserLoginReport login) => login switch
    {
        { State: "absent" } => new Cell("absent", Tone.Dim),
        { State: "locked" } => new Cell("locked", Tone.Held),
        { WayIn: true } => new Cell("can administer it", Tone.Good),
        { System: true } => new Cell("a service's account"),
        { Keys.Count: > 0 } => new Cell("can log in"),
        { Password: true } => new Cell("has a password, and no key"),
        { Keys: null } => new Cell("has keys that are not managed", Tone.Warn),
        _ => new Cell("has no key"),
    };

    private static IEnumerable<Cell[]> Rows(UserLoginReport login)
    {
        foreach (var key in login.Keys ?? [])
        {
            var options = key.Options is null ? "" : $"   ({key.Options})";
            yield return ["key", new Cell(key.Name), new Cell($"{key.Type} {key.Fingerprint} {key.Comment}".TrimEnd() + options), Place(key.Origin)];
        }

        if (login.Password)
        {
            yield return ["password", new Cell("declared")];
        }

        foreach (var rule in login.SudoRules)
        {
            yield return ["sudo", new Cell(rule.Level), new Cell(What(rule)), Place(rule.Origin)];
        }

        if (login.SudoRules.Count == 0)
        {
            yield return login.Sudo == "full" ? ["sudo", new Cell("full"), "everything, being root"] : ["sudo", new Cell("none", Tone.Dim)];
        }

        foreach (var group in login.Groups)
        {
            yield return ["group", new Cell(group.Name), default, Place(group.Origin)];
        }
    }

    private static string What(SudoRuleReport rule)
    {
        var what = rule.Level switch
        {
            "full" => "everything, unasked",
            "password" => "everything, after one's password",
            _ => string.Join(", ", rule.Commands),
        };
        return rule.Group is null ? what : $"{what}, by group {rule.Group}";
    }

    private static Cell Place(string? origin) => new(Wording.Place(origin), Tone.Dim);
}
