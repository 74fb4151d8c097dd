using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>update-initramfs -u: puts what /etc/modprobe.d says into the image that boots.</summary>
internal static class FakeInitramfs
{
    public static void Install(FakeHost host)
    {
        host.Files.WriteText("/usr/sbin/update-initramfs", "#!/bin/sh\n");
        host.Programs["update-initramfs"] = Run;
    }

    private static CommandResult Run(Command command, FakeHost host)
    {
        const string folder = "/etc/modprobe.d";
        var texts = (host.Files.Find(folder)?.Children.Keys.ToList() ?? []).Select(name => $"{name}\n{host.Files.ReadText($"{folder}/{name}")}");
        host.Files.WriteText("/boot/initrd.img-6.1.0", string.Concat(texts));
        return new CommandResult("update-initramfs", 0, "", "");
    }
}
