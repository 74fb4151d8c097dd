using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Login;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint login</c>: lets a person in with the identity provider, in place of an API token.</summary>
internal static class LoginCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var url = Coordinator();
        var ca = new Option<string?>("--ca-file") { Description = "Certificate authority of the coordinator. Default: MINT_CA_FILE, or ca_file beside the url; else the system's.", HelpName = "path" };
        var command = new Command(
            "login",
            """
            Log in to the coordinator with the identity provider that it names.

            Prints an address and a code. Open the address in any browser, also on another machine, log in there and enter the code; mint waits for that.
            What it gets is kept in ~/.config/mint/logins.json, which only you can read, and lets in every command that asks this coordinator until it
            ends: with mint logout, when it is not used for some hours, or after a day. --token-file and MINT_TOKEN go first.
            """) { url, ca };
        command.SetAction(async (parse, ct) =>
        {
            var access = CoordinatorAccess.Place(new CoordinatorOverrides(parse.GetValue(url), null, parse.GetValue(ca)), shell.Variable, shell.ConfigDirectory);
            using var desk = new LoginDesk(access.Url, access.Authorities());
            var methods = await desk.MethodsAsync(ct);
            if (methods.Method != LoginMethods.Device)
            {
                throw new CommandException(
                    $"{access.Url.Authority} has no login for the command line: it names no identity provider for that.",
                    $"Use an API token; an admin makes one: mint token create NAME. On the server: mint-coordinator token create. It goes into token_file in {access.SettingsPath}");
            }

            using var client = new HttpClient(shell.Network()) { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = 1 << 20 };
            // What is asked for is no result: it must not get into a script's JSON.
            var tokens = await new DeviceFlow(client, methods, shell.Clock).RunAsync(shell.ErrorScreen(parse), ct);
            var session = await desk.ExchangeAsync(tokens, ct);
            var logins = Logins.Read(shell.ConfigDirectory);
            if (logins.At(access.Url) is { } before)
            {
                await desk.EndAsync(before.Token, ct);
            }

            logins.With(new StoredLogin
            {
                Url = access.Url.ToString(),
                Token = ApiToken.Checked(session.Token, access.Url.Authority),
                CaFile = access.CaFile is { } file ? Path.GetFullPath(file) : null,
                Person = session.Person,
                EndsAt = session.EndsAt,
            }).Write(shell.ConfigDirectory);
            shell.PrintAnswer(
                parse,
                new LoginReport
                {
                    Coordinator = access.Url.ToString(),
                    Person = session.Person,
                    Role = session.Role,
                    Customers = session.Customers,
                    EndsAt = session.EndsAt,
                    Idle = TimeSpan.FromSeconds(session.IdleSeconds),
                },
                (screen, report) => Print(screen, shell, report),
                ReportsJson.Document.LoginReport);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint login https://mint.example.com:8443", "the first time"),
            ("mint login", "again, with the coordinator that is known"),
            ("mint login https://mint.example.com:8443 --ca-file ca.pem", "where the coordinator has an authority of its own; the file is remembered"));
    }

    /// <summary>The coordinator's address, as an argument that may be left out.</summary>
    internal static Argument<string?> Coordinator() => new("URL")
    {
        Description = "Where the coordinator is: https://host:port. Default: MINT_COORDINATOR, or url in ~/.config/mint/coordinator.yaml, or where you are logged in.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static void Print(Screen screen, Shell shell, LoginReport report)
    {
        var customers = report.Customers.Count == 0 ? "all customers" : string.Join(", ", report.Customers);
        screen.Write("✓ ", Tone.Good).Line($"Logged in to {new Uri(report.Coordinator).Authority} as {report.Person}: {report.Role}, {customers}.");
        screen.Line($"  It ends {new RelativeTime(shell.Clock).When(report.EndsAt)}, or when it is not used for {report.Idle.TotalHours:0.##} h.", Tone.Dim);
    }
}
