using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints the API tokens that there are; never their text.</summary>
internal sealed class TokensPage(Screen screen, TimeProvider clock)
{
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the list.</summary>
    public void Print(TokenList list)
    {
        if (list.Tokens.Count == 0)
        {
            screen.Line("There are no tokens.");
            return;
        }

        screen.Print([.. list.Tokens.Select(Row)]);
    }

    /// <summary>What a token may do, and until when.</summary>
    public string Describe(TokenReport token) =>
        $"{token.Role}, {Customers(token)}{(token.ExpiresAt is { } end ? $", until {time.When(end)}" : "")}";

    private Cell[] Row(TokenReport token)
    {
        var ended = token.ExpiresAt < clock.GetUtcNow();
        return
        [
            new Cell(token.Name, Tone.Strong),
            new Cell(token.Role),
            new Cell(token.ExpiresAt is { } end ? ended ? $"expired {time.Ago(end)}" : $"until {time.When(end)}" : "", ended ? Tone.Warn : Tone.Plain),
            new Cell(token.LastUsedAt is { } used ? $"used {time.Ago(used)}" : "never used", Tone.Dim),
            new Cell(Customers(token)),
        ];
    }

    private static string Customers(TokenReport token) => token.Customers.Count == 0 ? "all customers" : string.Join(", ", token.Customers);
}
