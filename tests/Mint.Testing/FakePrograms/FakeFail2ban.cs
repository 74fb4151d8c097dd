using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>fail2ban-client -t, which refuses a section that is not closed and a log that is not there; with the cp and rm that a copy for it takes.</summary>
internal static class FakeFail2ban
{
    public static void Install(FakeHost host)
    {
        host.Files.WriteText("/etc/fail2ban/jail.conf", "[DEFAULT]\nmaxretry = 5\n");
        host.Files.MakeDirectory("/etc/fail2ban/jail.d");
        host.Files.MakeDirectory("/etc/fail2ban/filter.d");
        host.Programs["fail2ban-client"] = Test;
        host.Programs["cp"] = (command, h) =>
        {
            h.Files.Put(command.Arguments[^1], Clone(h.Files.Find(command.Arguments[^2]) ?? throw new ArgumentException("nothing to copy")));
            return new CommandResult("cp", 0, "", "");
        };
        host.Programs["rm"] = (command, h) =>
        {
            h.Files.Remove(command.Arguments[^1]);
            return new CommandResult("rm", 0, "", "");
        };
    }

    private static CommandResult Test(Command command, FakeHost host)
    {
        var folder = command.Arguments[1] + "/jail.d";
        var lines = (host.Files.Find(folder)?.Children.Keys ?? Enumerable.Empty<string>())
            .SelectMany(name => (host.Files.ReadText($"{folder}/{name}") ?? "").Split('\n').Select(line => (Name: name, Line: line))).ToList();
        var open = lines.Find(l => l.Line.StartsWith('[') && !l.Line.EndsWith(']'));
        var log = lines.Find(l => l.Line.StartsWith("logpath = ", StringComparison.Ordinal) && !host.Files.Exists(l.Line["logpath = ".Length..]));
        return open.Name is not null ? Refuse($"File contains no section headers. file: '{folder}/{open.Name}'")
            : log.Name is not null ? Refuse("Have not found any log file")
            : new CommandResult("fail2ban-client", 0, "OK: configuration test is successful\n", "");
    }

    private static CommandResult Refuse(string why) => new("fail2ban-client", 255, "", $"ERROR   Failed during configuration: {why}\n");

    private static FakeNode Clone(FakeNode node)
    {
        var clone = new FakeNode { Type = node.Type, Mode = node.Mode, Uid = node.Uid, Gid = node.Gid, ModifiedAt = node.ModifiedAt, Target = node.Target, Content = [.. node.Content] };
        foreach (var (name, child) in node.Children)
        {
            clone.Children.Add(name, Clone(child));
        }

        return clone;
    }
}
