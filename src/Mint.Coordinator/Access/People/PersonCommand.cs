using System.CommandLine;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary><c>mint-coordinator person</c>: the way back in for who lost the password. Whoever may write the store may do it.</summary>
internal static class PersonCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(OptionsReading reading)
    {
        var reset = new Command("reset-password", "Make a new password for the local admin and print it; it is shown this once. Who is logged in as admin is logged out.");
        reset.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                var password = await services.GetRequiredService<LocalPeople>().ResetAsync(ct);
                await services.GetRequiredService<EventLog>().AuditAsync("mint-coordinator person", "", "person-reset", $"made a new password for {LocalPeople.Admin}", ct);
                await parse.InvocationConfiguration.Output.WriteLineAsync(password);
                return 0;
            },
            ct)));
        return new Command("person", "People who log in to the pages, worked on in the store itself; the coordinator may be running.") { reset };
    }
}
