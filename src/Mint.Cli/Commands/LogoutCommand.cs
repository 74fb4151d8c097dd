using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Login;

namespace Mint.Cli.Commands;

/// <summary><c>mint logout</c>: ends what <c>mint login</c> began.</summary>
internal static class LogoutCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var url = LoginCommand.Coordinator();
        var command = new Command("logout", "End the login with the coordinator, there and here. The login at the identity provider, in the browser, goes on.") { url };
        command.SetAction(async (parse, ct) =>
        {
            var access = CoordinatorAccess.Place(new CoordinatorOverrides(parse.GetValue(url), null, null), shell.Variable, shell.ConfigDirectory);
            var logins = Logins.Read(shell.ConfigDirectory);
            var login = logins.At(access.Url) ?? throw new CommandException($"You are not logged in to {access.Url.Authority}.");
            // Gone here whatever happens there: nobody who logs out shall find the token again.
            logins.Without(login).Write(shell.ConfigDirectory);
            using var desk = new LoginDesk(access.Url, access.Authorities());
            try
            {
                await desk.EndAsync(login.Token, ct);
            }
            catch (CommandException away)
            {
                throw new CommandException(
                    $"The login is forgotten here, but the coordinator could not be told: {away.Message}",
                    "Until it ends by itself somebody with a copy of the token could use it. On the server: mint-coordinator person logout NAME");
            }

            shell.PrintDone(parse, $"{login.Person} is logged out of {access.Url.Authority}.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint logout", "of the coordinator that is known"), ("mint logout https://mint.example.com:8443", "of this one"));
    }
}
