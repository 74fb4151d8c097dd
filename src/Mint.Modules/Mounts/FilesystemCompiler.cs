using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>Turns one file system into its resource, or into what is wrong with it.</summary>
internal sealed class FilesystemCompiler(CompileContext context, string mountPoint, FilesystemEntry entry)
{
    private bool failed;

    public void Compile()
    {
        if (HostPath.MountPointFault(mountPoint) is { } fault)
        {
            Fail([], fault.Message, fault.Hint);
        }

        if (DeviceName.Fault(entry.Device) is { } deviceFault)
        {
            Fail(["device"], deviceFault);
        }

        if (entry.Type.Length is 0 or > 64 || !entry.Type.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            Fail(["type"], $"'{entry.Type}' is no type of a file system");
        }
        else if (entry.Type == "swap")
        {
            Fail(["type"], "swap is no file system", "put it under mounts.swap");
        }

        CheckNumbers();
        var options = Options();
        if (!failed)
        {
            var spec = new MountSpec(entry.Device, entry.Type, string.Join(',', options), entry.Dump, entry.Pass, Mounted(options));
            context.Add(new Resource(new ResourceId("mount", mountPoint), spec, context.Origin("filesystems", mountPoint)));
        }
    }

    private bool? Mounted(IReadOnlyList<string> options) =>
        entry.Mounted ?? (options.Contains("noauto") || options.Contains("x-systemd.automount") ? null : true);

    private void CheckNumbers()
    {
        if (entry.Dump is not (0 or 1))
        {
            Fail(["dump"], $"{entry.Dump} is neither 0 nor 1");
        }

        if (entry.Pass is not (0 or 1 or 2))
        {
            Fail(["pass"], $"{entry.Pass} is none of 0, 1 and 2");
        }
    }

    private IReadOnlyList<string> Options()
    {
        var options = entry.Options is { Count: > 0 } given ? given : ["defaults"];
        foreach (var option in options)
        {
            if (option.Length == 0 || option.Any(c => char.IsControl(c) || c is ',' or ' '))
            {
                Fail(["options"], $"'{option}' is no mount option", "write one option per item of the list");
            }
            else if (option.StartsWith("password=", StringComparison.Ordinal) || option.StartsWith("pass=", StringComparison.Ordinal))
            {
                Fail(["options"], "everybody may read /etc/fstab, so it can't hold a password", "write credentials=/root/FILE, and that file under files: with mode \"0600\"");
            }
        }

        return options;
    }

    private void Fail(IReadOnlyList<string> place, string message, string? hint = null)
    {
        failed = true;
        context.Problem(["filesystems", mountPoint, .. place], message, hint);
    }
}
