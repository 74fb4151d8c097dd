using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.HostSystem;

/// <summary>Kernel parameters and modules.</summary>
internal sealed class KernelCompiler(CompileContext context)
{
    public void Compile(SystemSection section)
    {
        foreach (var (key, value) in (section.Sysctl ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            AddParameter(key, value);
        }

        var modules = (section.KernelModules ?? []).OrderBy(m => m.Key, StringComparer.Ordinal).ToList();
        foreach (var (name, use) in modules)
        {
            AddModule(name, use);
        }

        AddTriggers(modules.Select(m => m.Value).ToHashSet());
    }

    private void AddParameter(string key, string value)
    {
        var text = SysctlKey.Normalise(value);
        if (!SysctlKey.IsValid(key))
        {
            context.Problem(["sysctl", key], $"'{key}' is no kernel parameter: a dotted name such as net.ipv4.ip_forward is expected");
        }
        else if (text.Length is 0 or > 1000 || text.Any(char.IsControl))
        {
            context.Problem(["sysctl", key], "the value is empty, too long, or holds control characters");
        }
        else
        {
            context.Add(new Resource(new ResourceId("sysctl", key), new SysctlSpec(text), context.Origin("sysctl", key)));
        }
    }

    private void AddModule(string name, KernelModuleUse use)
    {
        if (name.Length is 0 or > 56 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            context.Problem(["kernel_modules", name], $"'{name}' is no kernel module: letters, digits, dashes and underscores are expected");
            return;
        }

        // "blacklist" only keeps a module from being loaded for a device; "install" also refuses whoever asks for it by name.
        var (path, text, trigger) = use == KernelModuleUse.Blacklist
            ? ($"/etc/modprobe.d/mint-{name}.conf", $"blacklist {name}\ninstall {name} /bin/false\n", TriggerProvider.Initramfs)
            : ($"/etc/modules-load.d/mint-{name}.conf", $"{name}\n", TriggerProvider.ModulesLoad);
        context.Add(new Resource(new ResourceId("file", path), FileSpec.Readable(text), context.Origin("kernel_modules", name))
        {
            Notifies = [new ResourceId("trigger", trigger)],
        });
    }

    private void AddTriggers(HashSet<KernelModuleUse> uses)
    {
        if (uses.Contains(KernelModuleUse.Blacklist))
        {
            context.Add(TriggerProvider.Resource(TriggerProvider.Initramfs, context.Origin("kernel_modules")));
        }

        if (uses.Contains(KernelModuleUse.Load))
        {
            context.Add(TriggerProvider.Resource(TriggerProvider.ModulesLoad, context.Origin("kernel_modules")));
        }
    }
}
