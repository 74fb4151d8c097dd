using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Services;

/// <summary>Turns one unit's settings into its files and the unit itself.</summary>
internal sealed class ServiceCompiler(CompileContext context, string name, ServiceSettings settings)
{
    private readonly ResourceId unit = new(UnitProvider.KindName, name);

    /// <summary>Adds the resources, or reports what is wrong.</summary>
    public void Compile()
    {
        var before = context.Problems.Count;
        CheckSettings();
        var (text, parsed) = Text();
        var listens = ListensTo();
        var dropIns = DropIns();
        if (context.Problems.Count > before)
        {
            return;
        }

        var users = new List<ResourceId>();
        if (text is not null && parsed is not null)
        {
            AddFile($"{UnitFiles.Local}/{name}", text, settings.Source is null ? "unit" : "source", FileCheck.Systemd);
            users.AddRange(Accounts(parsed));
        }

        AddDropIns(dropIns);
        foreach (var (_, dropIn) in dropIns)
        {
            users.AddRange(Accounts(UnitText.Parse(dropIn)));
        }

        if (!UnitName.IsTemplate(name))
        {
            context.Add(new Resource(unit, Spec(parsed), context.Origin(name)) { DependsOn = [.. users.Distinct()], ListensTo = listens });
        }
    }

    private UnitSpec Spec(UnitText? text)
    {
        if (settings.Masked)
        {
            return new UnitSpec(null, false, Masked: true);
        }

        // A unit that comes with a package is taken as a usual one: it can be enabled, and stays up.
        bool? enabled = text is null or { HasInstall: true } ? true : null;
        bool? running = text is null or { HasInstall: true, RunsToEnd: false } ? true : null;
        return new UnitSpec(settings.Enabled ?? enabled, settings.Running ?? running, Masked: false, settings.Reload);
    }

    private void CheckSettings()
    {
        if (settings.Masked && (settings.Enabled == true || settings.Running == true || settings.Unit is not null || settings.Source is not null))
        {
            context.Problem([name, "masked"], "a masked unit can't be enabled, running or written: its place is taken by the mask");
        }

        if (settings.Unit is not null && settings.Source is not null)
        {
            context.Problem([name, "source"], "give the unit by 'unit' or by 'source', not by both");
        }

        if (UnitName.IsTemplate(name) && (settings.Enabled is not null || settings.Running is not null))
        {
            var instance = name.Replace("@.", "@web.", StringComparison.Ordinal);
            context.Problem([name], "a template neither runs nor is enabled itself; declare its instances", $"{instance}: {{}}");
        }
    }

    private (string? Text, UnitText? Parsed) Text()
    {
        var key = settings.Source is null ? "unit" : "source";
        var text = settings.Unit;
        if (settings.Source is { } source)
        {
            var bytes = ConfigSource.Read(context, [name, key], source);
            text = bytes is null ? null : FileContent.AsText(bytes);
            if (bytes is not null && text is null)
            {
                context.Problem([name, key], $"'{source}' is no text");
            }
        }

        if (text is null)
        {
            return (null, null);
        }

        var parsed = UnitText.Parse(text);
        CheckText([name, key], parsed);
        if (settings.Enabled == true && parsed is { Fault: null, HasInstall: false })
        {
            context.Problem([name, "enabled"], "a unit without [Install] can't be enabled", "Add [Install] with WantedBy=multi-user.target");
        }

        if (settings.Running == true && parsed.RunsToEnd)
        {
            context.Problem([name, "running"], "a oneshot runs and ends, so it can't be kept running", "Leave 'running' out, or set RemainAfterExit=yes");
        }

        return (WithNewline(text), parsed);
    }

    private Dictionary<string, string> DropIns()
    {
        foreach (var (key, text) in settings.DropIns ?? [])
        {
            if (key.Length is 0 or > 64 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                context.Problem([name, "drop_ins", key], $"'{key}' becomes a file name: use letters, digits, dashes and underscores");
            }

            CheckText([name, "drop_ins", key], UnitText.Parse(text));
        }

        return settings.DropIns ?? [];
    }

    private void CheckText(string[] key, UnitText text)
    {
        if (text.Fault is { } fault)
        {
            context.Problem(key, $"this is no unit file: {fault}");
        }
    }

    private List<ResourceId> ListensTo()
    {
        var ids = new List<ResourceId>();
        foreach (var text in settings.RestartOn ?? [])
        {
            if (ResourceId.TryParse(text.StartsWith('/') ? "file/" + text : text, out var id))
            {
                ids.Add(id);
            }
            else
            {
                context.Problem([name, "restart_on"], $"'{text}' is neither a path nor kind/name");
            }
        }

        return ids;
    }

    private void AddDropIns(Dictionary<string, string> dropIns)
    {
        if (dropIns.Count == 0)
        {
            return;
        }

        var folder = $"{UnitFiles.Local}/{name}.d";
        context.Add(new Resource(new ResourceId("directory", folder), new DirectorySpec(), context.Origin(name, "drop_ins")));
        foreach (var (key, text) in dropIns.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            AddFile($"{folder}/{key}.conf", WithNewline(text), $"drop_ins.{key}", null);
        }
    }

    private void AddFile(string path, string text, string key, FileCheck? check)
    {
        var isTemplate = UnitName.IsTemplate(name);
        context.Add(new Resource(new ResourceId("file", path), FileSpec.Readable(text) with { Check = check }, context.Origin([name, .. key.Split('.')]))
        {
            Notifies = isTemplate ? [ManagerProvider.Id] : [ManagerProvider.Id, unit],
        });
    }

    private static IEnumerable<ResourceId> Accounts(UnitText text)
    {
        foreach (var (key, kind) in new[] { ("User", "user"), ("Group", "group") })
        {
            if (text.Last("Service", key) is { Length: > 0 } account)
            {
                yield return new ResourceId(kind, account);
            }
        }
    }

    private static string WithNewline(string text) => text.EndsWith('\n') ? text : text + "\n";
}
