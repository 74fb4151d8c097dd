using System.Globalization;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>fallocate, mkswap, swapon, swapoff. swapon refuses what mkswap has not signed.</summary>
internal static class FakeSwap
{
    private const string Table = "/proc/swaps";

    public static void Install(FakeHost host)
    {
        host.Programs["fallocate"] = Allocate;
        host.Programs["mkswap"] = Sign;
        host.Programs["swapon"] = On;
        host.Programs["swapoff"] = Off;
        host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 0, "", "");
    }

    private static CommandResult Allocate(Command command, FakeHost host)
    {
        host.Files.Write(command.Arguments[2], new byte[int.Parse(command.Arguments[1], CultureInfo.InvariantCulture)]);
        return new CommandResult("fallocate", 0, "", "");
    }

    private static CommandResult Sign(Command command, FakeHost host)
    {
        (host.Files.Find(command.Arguments[0]) ?? throw new InvalidOperationException("no such file")).Content[0] = 1;
        return new CommandResult("mkswap", 0, "", "");
    }

    private static CommandResult On(Command command, FakeHost host)
    {
        var path = command.Arguments[^1];
        if (host.Files.Find(path) is not { Content: [1, ..] } node)
        {
            return new CommandResult("swapon", 255, "", $"swapon: {path}: read swap header failed");
        }

        var priority = command.Arguments.Count == 3 ? command.Arguments[1] : "-2";
        host.Files.WriteText(Table, host.Files.ReadText(Table) + $"{path}\tfile\t{(node.Content.Length / 1024) - 4}\t0\t{priority}\n");
        return new CommandResult("swapon", 0, "", "");
    }

    private static CommandResult Off(Command command, FakeHost host)
    {
        var kept = (host.Files.ReadText(Table) ?? "").Split('\n').Where(l => !l.StartsWith(command.Arguments[0] + "\t", StringComparison.Ordinal));
        host.Files.WriteText(Table, string.Join('\n', kept));
        return new CommandResult("swapoff", 0, "", "");
    }
}
