using System.CommandLine;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;
using Mint.Core.Config;

namespace Mint.Coordinator.Access;

/// <summary><c>mint-coordinator token</c>: the first API token, and the way back in when none is left. Whoever may read the store may do it.</summary>
internal static class TokenCommand
{
    private const int Usage = 64;

    /// <summary>Makes the command.</summary>
    public static Command Create(OptionsReading reading) =>
        new("token", "API tokens, worked on in the store itself; the coordinator may be running.") { CreateCommand(reading), ListCommand(reading), RevokeCommand(reading) };

    private static Command CreateCommand(OptionsReading reading)
    {
        var name = new Option<string>("--name") { Description = "Its name, for the audit log.", Required = true };
        var role = new Option<string>("--role") { Description = $"What it may do: {Roles.Known}.", Required = true };
        var customer = new Option<string[]>("--customer") { Description = "A customer whose hosts it may see; may be repeated; without it all.", DefaultValueFactory = _ => [] };
        var expires = new Option<string>("--expires") { Description = "How long it is good for, at most 366d.", HelpName = "duration", DefaultValueFactory = _ => "90d" };
        var command = new Command("create", "Make an API token and print it; it is shown this once.") { name, role, customer, expires };
        command.SetAction(reading(async (options, parse, ct) =>
        {
            var lifetime = DurationText.Parse(parse.GetRequiredValue(expires)) ?? TimeSpan.Zero;
            var (wish, mistake) = TokenWish.Read(parse.GetRequiredValue(name), parse.GetRequiredValue(role), parse.GetRequiredValue(customer), lifetime);
            return wish is null
                ? await FailAsync(parse, mistake, Usage)
                : await StoreVisit.RunAsync(options, parse, services => CreateAsync(services, wish, parse, ct), ct);
        }));
        return command;
    }

    private static Command ListCommand(OptionsReading reading)
    {
        var command = new Command("list", "List API tokens that are not revoked.");
        command.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                foreach (var token in await services.GetRequiredService<ApiTokens>().ListAsync(ct))
                {
                    var customers = token.Customers.Length == 0 ? "all" : string.Join(',', token.CustomerList);
                    await parse.InvocationConfiguration.Output.WriteLineAsync(
                        $"{token.Name,-24} {token.Role,-8} {customers,-16} until {Time(token.ExpiresAt)}  used {(token.LastUsedAt is { } used ? Time(used) : "never")}");
                }

                return 0;
            },
            ct)));
        return command;
    }

    private static Command RevokeCommand(OptionsReading reading)
    {
        var name = new Argument<string>("name") { Description = "The token's name." };
        var command = new Command("revoke", "Revoke an API token; it is refused from then on.") { name };
        command.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                var token = parse.GetRequiredValue(name);
                if (!await services.GetRequiredService<ApiTokens>().RevokeAsync(token, ct))
                {
                    return await FailAsync(parse, "There is no token of this name; see: mint-coordinator token list", 1);
                }

                await AuditAsync(services, "token-revoked", $"revoked the API token {token}", ct);
                return 0;
            },
            ct)));
        return command;
    }

    private static async Task<int> CreateAsync(IServiceProvider services, TokenWish wish, ParseResult parse, CancellationToken ct)
    {
        if (await services.GetRequiredService<ApiTokens>().MakeAsync(wish, ct) is not var (text, row))
        {
            return await FailAsync(parse, $"There is a token {wish.Name}; revoke it first, or choose another name.", 1);
        }

        await AuditAsync(services, "token-created", $"made the API token {row.Name}, {row.Role}, good until {Time(row.ExpiresAt)}", ct);
        await parse.InvocationConfiguration.Output.WriteLineAsync(text);
        return 0;
    }

    private static Task AuditAsync(IServiceProvider services, string action, string summary, CancellationToken ct) =>
        services.GetRequiredService<EventLog>().AuditAsync($"{Environment.UserName} on the server", "", action, summary, ct);

    private static async Task<int> FailAsync(ParseResult parse, string why, int code)
    {
        await parse.InvocationConfiguration.Error.WriteLineAsync(why);
        return code;
    }

    private static string Time(long ticks) => $"{new DateTimeOffset(ticks, TimeSpan.Zero):yyyy-MM-dd HH:mm} UTC";
}
