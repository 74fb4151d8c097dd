using System.Globalization;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// useradd, usermod, userdel, chpasswd, groupadd, groupdel, gpasswd: as much of them as we call, on the host's own files. What users have running
/// is told by <see cref="FakeProcesses"/>.
/// </summary>
internal static class FakeAccounts
{
    private const string Passwd = "/etc/passwd";
    private const string Group = "/etc/group";
    private const string Shadow = "/etc/shadow";

    public static void Install(FakeHost host)
    {
        host.Programs["useradd"] = AddUser;
        host.Programs["usermod"] = ModifyUser;
        host.Programs["userdel"] = DeleteUser;
        host.Programs["groupadd"] = AddGroup;
        host.Programs["groupdel"] = DeleteGroup;
        host.Programs["gpasswd"] = RemoveMember;
        host.Programs["chpasswd"] = SetPassword;
        FakeProcesses.Install(host);
    }

    private static CommandResult AddUser(Command command, FakeHost host)
    {
        var (name, options) = (command.Arguments[^1], Options(command));
        if (Rows(host, Passwd).Exists(r => r[0] == name))
        {
            return Result(command, 9, $"useradd: user '{name}' already exists");
        }

        var id = options.GetValueOrDefault("--uid") ?? Free(host, Passwd, options.ContainsKey("--system"));
        var group = options.GetValueOrDefault("--gid") ?? name;
        if (options.ContainsKey("--user-group"))
        {
            Append(host, Group, [name, "x", Free(host, Group, options.ContainsKey("--system")), ""]);
        }

        var home = options.GetValueOrDefault("--home-dir") ?? "/home/" + name;
        var gid = Rows(host, Group).First(r => r[0] == group)[2];
        Append(host, Passwd, [name, "x", id, gid, options.GetValueOrDefault("--comment") ?? "", home, options.GetValueOrDefault("--shell") ?? "/bin/sh"]);
        Append(host, Shadow, [name, "!", "20000", "0", "99999", "7", "", "", ""]);
        if (options.ContainsKey("--create-home") && !host.Files.Exists(home))
        {
            var node = host.Files.MakeDirectory(home, 0x1C0);
            (node.Uid, node.Gid) = (Number(id), Number(gid));
        }

        return Result(command);
    }

    private static CommandResult ModifyUser(Command command, FakeHost host)
    {
        var (name, options) = (command.Arguments[^1], Options(command));
        if (!Rows(host, Passwd).Exists(r => r[0] == name))
        {
            return Result(command, 6, $"usermod: user '{name}' does not exist");
        }

        Edit(host, Passwd, name, row =>
        {
            row[4] = options.GetValueOrDefault("--comment") ?? row[4];
            row[6] = options.GetValueOrDefault("--shell") ?? row[6];
        });
        Edit(host, Shadow, name, row => row[1] = options.GetValueOrDefault("--password") ?? row[1]);
        Edit(host, Shadow, name, row => row[7] = options.TryGetValue("--expiredate", out var date) ? (date?.Length > 0 ? "1" : "") : row[7]);
        return options.TryGetValue("--groups", out var groups) ? SetGroups(command, host, name, (groups ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)) : Result(command);
    }

    private static CommandResult SetGroups(Command command, FakeHost host, string name, string[] groups)
    {
        var rows = Rows(host, Group);
        if (Array.Find(groups, g => !rows.Exists(r => r[0] == g)) is { } missing)
        {
            return Result(command, 6, $"usermod: group '{missing}' does not exist");
        }

        var append = command.Arguments.Contains("--append");
        foreach (var row in rows)
        {
            var members = row[3].Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
            var wanted = groups.Contains(row[0]) || (append && members.Contains(name));
            members.Remove(name);
            row[3] = string.Join(',', wanted ? members.Append(name) : members);
        }

        Save(host, Group, rows);
        return Result(command);
    }

    private static CommandResult DeleteUser(Command command, FakeHost host)
    {
        var name = command.Arguments[^1];
        if (Rows(host, Passwd).Find(r => r[0] == name) is not { } row)
        {
            return Result(command, 6, $"userdel: user '{name}' does not exist");
        }

        if (FakeProcesses.Of(host, row[2]))
        {
            return Result(command, 8, $"userdel: user {name} is currently used by process 90");
        }

        Remove(host, Passwd, name);
        Remove(host, Shadow, name);
        Remove(host, Group, name);
        if (command.Arguments.Contains("--remove"))
        {
            host.Files.Remove(row[5]);
        }

        return Result(command);
    }

    private static CommandResult SetPassword(Command command, FakeHost host)
    {
        var line = (command.SecretInput?.Reveal() ?? "").TrimEnd('\n').Split(':');
        if (!Rows(host, Shadow).Exists(r => r[0] == line[0]))
        {
            return Result(command, 1, $"chpasswd: line 1: user '{line[0]}' does not exist");
        }

        Edit(host, Shadow, line[0], row => row[1] = line[1]);
        return Result(command);
    }

    private static CommandResult AddGroup(Command command, FakeHost host)
    {
        var (name, options) = (command.Arguments[^1], Options(command));
        if (Rows(host, Group).Exists(r => r[0] == name))
        {
            return Result(command, 9, $"groupadd: group '{name}' already exists");
        }

        Append(host, Group, [name, "x", options.GetValueOrDefault("--gid") ?? Free(host, Group, options.ContainsKey("--system")), ""]);
        return Result(command);
    }

    private static CommandResult DeleteGroup(Command command, FakeHost host) =>
        Remove(host, Group, command.Arguments[^1]) ? Result(command) : Result(command, 6, "groupdel: group does not exist");

    private static CommandResult RemoveMember(Command command, FakeHost host)
    {
        Edit(host, Group, command.Arguments[2], row => row[3] = string.Join(',', row[3].Split(',').Where(m => m != command.Arguments[1])));
        return Result(command);
    }

    private static Dictionary<string, string?> Options(Command command)
    {
        string[] bare = ["--create-home", "--no-create-home", "--system", "--user-group", "--append", "--"];
        var options = new Dictionary<string, string?>();
        for (var i = 0; i < command.Arguments.Count - 1; i++)
        {
            var name = command.Arguments[i];
            options[name] = bare.Contains(name) ? null : command.Arguments[++i];
        }

        return options;
    }

    private static List<string[]> Rows(FakeHost host, string path) =>
        [.. (host.Files.ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':'))];

    private static void Save(FakeHost host, string path, IEnumerable<string[]> rows) =>
        host.Files.WriteText(path, string.Concat(rows.Select(r => string.Join(':', r) + "\n")));

    private static void Append(FakeHost host, string path, string[] row) => Save(host, path, Rows(host, path).Append(row));

    private static void Edit(FakeHost host, string path, string name, Action<string[]> edit)
    {
        var rows = Rows(host, path);
        rows.Where(r => r[0] == name).ToList().ForEach(edit);
        Save(host, path, rows);
    }

    private static bool Remove(FakeHost host, string path, string name)
    {
        var rows = Rows(host, path);
        Save(host, path, rows.Where(r => r[0] != name));
        return rows.Exists(r => r[0] == name);
    }

    private static string Free(FakeHost host, string path, bool system)
    {
        var taken = Rows(host, path).Select(r => Number(r[2])).ToHashSet();
        return Enumerable.Range(system ? 900 : 1000, 1000).First(id => !taken.Contains(id)).ToString(CultureInfo.InvariantCulture);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static CommandResult Result(Command command, int exitCode = 0, string error = "") => new(command.Program, exitCode, "", error);
}
