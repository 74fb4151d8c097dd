using System.CommandLine;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary><c>mint-coordinator person</c>: the way back in, and out. Whoever may write the store may do it.</summary>
internal static class PersonCommand
{
    private const int Usage = 64;

    /// <summary>Makes the command.</summary>
    public static Command Create(OptionsReading reading) =>
        new("person", "People who log in, worked on in the store itself; the coordinator may be running.") { Reset(reading), List(reading), LogOut(reading) };

    private static Command Reset(OptionsReading reading)
    {
        var reset = new Command(
            "reset-password",
            "Make a new password for the local admin and print it; it is shown this once. Who is logged in as admin is logged out. Beside an identity provider it counts for an hour.");
        reset.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                var password = await services.GetRequiredService<LocalPeople>().ResetAsync(ct);
                await AuditAsync(services, "person-reset", $"made a new password for {LocalPeople.Admin}", ct);
                await parse.InvocationConfiguration.Output.WriteLineAsync(password);
                if (options.Oidc is not null)
                {
                    await parse.InvocationConfiguration.Error.WriteLineAsync(
                        $"It counts for {LocalPeople.BesideProvider.TotalMinutes:0} minutes, at {LoginPages.LocalPath}: people log in with the identity provider.");
                }

                return 0;
            },
            ct)));
        return reset;
    }

    private static Command List(OptionsReading reading)
    {
        var command = new Command("list", "List who is logged in.");
        command.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                foreach (var session in await services.GetRequiredService<PersonSessions>().ListAsync(ct))
                {
                    var customers = session.Customers.Length == 0 ? "all" : session.Customers.Replace('\n', ',');
                    await parse.InvocationConfiguration.Output.WriteLineAsync(
                        $"{session.Person,-24} {session.Role,-8} {customers,-16} since {Time(session.CreatedAt)}  seen {Time(session.SeenAt)}  {(session.Issuer.Length == 0 ? "local" : session.Issuer)}");
                }

                return 0;
            },
            ct)));
        return command;
    }

    private static Command LogOut(OptionsReading reading)
    {
        var name = new Argument<string?>("name") { Description = "Whom.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Everybody." };
        var command = new Command("logout", "Log a person out everywhere, or everybody.") { name, all };
        command.SetAction(reading(async (options, parse, ct) =>
        {
            var person = parse.GetValue(name);
            if (person is null != parse.GetValue(all))
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync("Expected a name, or --all.");
                return Usage;
            }

            return await StoreVisit.RunAsync(options, parse, services => LogOutAsync(services, person, parse, ct), ct);
        }));
        return command;
    }

    private static async Task<int> LogOutAsync(IServiceProvider services, string? person, ParseResult parse, CancellationToken ct)
    {
        var ended = await services.GetRequiredService<PersonSessions>().EndOfAsync(person, ct);
        if (ended == 0)
        {
            await parse.InvocationConfiguration.Error.WriteLineAsync("Nobody of this name is logged in; see: mint-coordinator person list");
            return 1;
        }

        await AuditAsync(services, "logout", $"ended {ended} sessions of {person ?? "everybody"}", ct);
        return 0;
    }

    private static Task AuditAsync(IServiceProvider services, string action, string summary, CancellationToken ct) =>
        services.GetRequiredService<EventLog>().AuditAsync("mint-coordinator person", "", action, summary, ct);

    private static string Time(long ticks) => $"{new DateTimeOffset(ticks, TimeSpan.Zero):yyyy-MM-dd HH:mm} UTC";
}
