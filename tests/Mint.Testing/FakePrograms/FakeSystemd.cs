using Mint.Core.Hosts;
using Mint.Modules.Services;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// systemctl and journalctl: links of /etc/systemd/system, the loaded units, and, as the real manager, a memory of the unit files that is as
/// old as the last daemon-reload. A service whose <c>ExecStart</c> is /bin/false does not start, one with <c>exit 3</c> fails when it is stopped.
/// </summary>
internal sealed class FakeSystemd
{
    private const string Local = "/etc/systemd/system";
    private const string Memory = "/run/fake-systemd";

    private static readonly string[] Folders = [Local, "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system"];

    private readonly FakeHost host;
    private readonly Dictionary<string, Action<FakeHost>> starts;

    private FakeSystemd(FakeHost host, Dictionary<string, Action<FakeHost>> starts) => (this.host, this.starts) = (host, starts);

    /// <summary>Installs it on a host.</summary>
    public static void Install(FakeHost host) => Install(host, []);

    /// <summary>Installs it on a host on which some units do something when they are started or reloaded.</summary>
    public static void Install(FakeHost host, Dictionary<string, Action<FakeHost>> starts)
    {
        var systemd = new FakeSystemd(host, starts);
        host.Programs["systemctl"] = systemd.Run;
        host.Programs["journalctl"] = (_, _) => new CommandResult("journalctl", 0, "", "");
    }

    private CommandResult Run(Command command, FakeHost _)
    {
        var words = command.Arguments.Where(a => !a.StartsWith('-')).ToList();
        if (words is ["show", var shown])
        {
            return new CommandResult("systemctl", 0, Show(shown, command.Arguments) + "\n", "");
        }

        if (words is ["daemon-reload"])
        {
            Reload();
            return new CommandResult("systemctl", 0, "", "");
        }

        Func<string, string?> verb = words[0] switch
        {
            "enable" => Enable,
            "disable" => Disable,
            "mask" => Mask,
            "unmask" => Unmask,
            "start" => Start,
            "stop" => Stop,
            "restart" => name => Stop(name, missingIsFine: true) ?? Start(name),
            "try-restart" or "try-reload-or-restart" => name => host.Units.ContainsKey(name) ? Stop(name) ?? Start(name) : null,
            "reset-failed" => ResetFailed,
            _ => _ => $"Unknown command verb {words[0]}.",
        };
        var complaints = words.Skip(1).Select(verb).OfType<string>().ToList();
        return new CommandResult("systemctl", complaints.Count > 0 ? 1 : 0, "", string.Concat(complaints.Select(c => c + "\n")));
    }

    /// <summary>The unit file where systemd finds it; a mask counts as one.</summary>
    private string? Find(string name) => Array.Find([.. Folders.Select(f => $"{f}/{name}")], host.Files.Exists);

    private bool IsMasked(string name) => Find(name) is { } path && host.Files.Find(path)?.Target == "/dev/null";

    /// <summary>The unit file as the manager remembers it, read when it is first asked for.</summary>
    private UnitText? Load(string name)
    {
        var memory = $"{Memory}/{name}";
        if (!host.Files.Exists(memory) && Find(name) is { } path && host.Files.ReadText(path) is { } text)
        {
            host.Files.WriteText(memory, text);
        }

        return host.Files.ReadText(memory) is { } loaded ? UnitText.Parse(loaded) : null;
    }

    private void Reload()
    {
        foreach (var name in host.Files.Find(Memory)?.Children.Keys.Where(UnitName.IsValid).ToList() ?? [])
        {
            host.Files.Remove($"{Memory}/{name}");
            Load(name);
        }
    }

    private string Show(string name, IReadOnlyList<string> arguments) =>
        arguments.Contains("--property=Description") ? Load(name)?.Last("Unit", "Description") ?? name
        : arguments.Contains("--property=InvocationID") ? host.Files.ReadText($"{Memory}/invocation of {name}") ?? ""
        : "";

    private string? Enable(string name)
    {
        if (IsMasked(name) || Find(name) is not { } path || host.Files.ReadText(path) is not { } text)
        {
            return $"Failed to enable unit: Unit file {name} {(IsMasked(name) ? "is masked" : "does not exist")}.";
        }

        foreach (var target in UnitText.Parse(text).Entries.Where(e => e is { Section: "Install", Key: "WantedBy" }).SelectMany(e => e.Value.Split(' ')))
        {
            host.Files.Link($"{Local}/{target}.wants/{name}", path);
        }

        Reload();
        return null;
    }

    private string? Disable(string name)
    {
        foreach (var folder in host.Files.Find(Local)?.Children.Keys.Where(n => n.EndsWith(".wants", StringComparison.Ordinal)).ToList() ?? [])
        {
            host.Files.Remove($"{Local}/{folder}/{name}");
        }

        Reload();
        return null;
    }

    private string? Mask(string name)
    {
        if (host.Files.Exists($"{Local}/{name}") && !IsMasked(name))
        {
            return $"Failed to mask unit: File {Local}/{name} already exists.";
        }

        host.Files.Link($"{Local}/{name}", "/dev/null");
        Reload();
        return null;
    }

    private string? Unmask(string name)
    {
        if (host.Files.Find($"{Local}/{name}")?.Target == "/dev/null")
        {
            host.Files.Remove($"{Local}/{name}");
            Reload();
        }

        return null;
    }

    private string? Start(string name)
    {
        if (IsMasked(name))
        {
            return $"Failed to start {name}: Unit {name} is masked.";
        }

        if (Load(name) is not { } text)
        {
            return $"Failed to start {name}: Unit {name} not found.";
        }

        if (text.Last("Service", "ExecStart") == "/bin/false")
        {
            host.Units[name] = new LoadedUnit(name, "loaded", "failed", "failed");
            return $"Job for {name} failed because the control process exited with error code.";
        }

        if (host.Units.GetValueOrDefault(name)?.ActiveState == "active")
        {
            return null;
        }

        var invocation = $"{Memory}/invocation of {name}";
        host.Files.WriteText(invocation, host.Files.ReadText(invocation) + "1");
        starts.GetValueOrDefault(name)?.Invoke(host);
        if (!text.RunsToEnd)
        {
            host.Units[name] = new LoadedUnit(name, "loaded", "active", name.EndsWith(".timer", StringComparison.Ordinal) ? "waiting" : "running");
        }

        return null;
    }

    private string? Stop(string name) => Stop(name, missingIsFine: false);

    private string? Stop(string name, bool missingIsFine)
    {
        if (!host.Units.TryGetValue(name, out var unit))
        {
            return missingIsFine || Load(name) is not null ? null : $"Failed to stop {name}: Unit {name} not loaded.";
        }

        if (unit.ActiveState != "failed" && Load(name)?.Last("Service", "ExecStart")?.Contains("exit 3", StringComparison.Ordinal) == true)
        {
            host.Units[name] = unit with { ActiveState = "failed", SubState = "failed" };
        }
        else if (unit.ActiveState != "failed")
        {
            host.Units.Remove(name);
        }

        return null;
    }

    private string? ResetFailed(string name)
    {
        if (!host.Units.TryGetValue(name, out var unit))
        {
            return $"Failed to reset failed state of unit {name}: Unit {name} not loaded.";
        }

        if (unit.ActiveState == "failed")
        {
            host.Units.Remove(name);
        }

        return null;
    }
}
