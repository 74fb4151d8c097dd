using System.CommandLine;
using Mint.Cli.Fleet;

namespace Mint.Cli.Commands;

/// <summary>The options that say where the coordinator is; every command that asks it has them.</summary>
internal sealed class CoordinatorOptions
{
    private readonly Option<string?> url = new("--coordinator")
    {
        Description = "Where the coordinator is: https://host:port. Default: MINT_COORDINATOR, or url in ~/.config/mint/coordinator.yaml.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = "File with the API token. Default: MINT_TOKEN, or your login (mint login), or token_file beside the url.",
        HelpName = "path",
        Recursive = true,
    };

    private readonly Option<string?> caFile = new("--ca-file")
    {
        Description = "Certificate authority of the coordinator. Default: MINT_CA_FILE, or ca_file beside the url; else the system's.",
        HelpName = "path",
        Recursive = true,
    };

    /// <summary>Adds them to a command, and to those below it.</summary>
    public static CoordinatorOptions AddTo(Command command)
    {
        var options = new CoordinatorOptions();
        command.Options.Add(options.url);
        command.Options.Add(options.tokenFile);
        command.Options.Add(options.caFile);
        return options;
    }

    /// <summary>The way to the coordinator that is meant.</summary>
    /// <exception cref="CommandException">None is known, or what is said of it is wrong.</exception>
    public FleetConnection Connect(Shell shell, ParseResult parse)
    {
        var given = new CoordinatorOverrides(parse.GetValue(url), parse.GetValue(tokenFile), parse.GetValue(caFile));
        var access = CoordinatorAccess.Find(given, shell.Variable, shell.ConfigDirectory);
        return new FleetConnection(access, shell.Clock);
    }
}
