using Mint.Core.Hosts;

namespace Mint.Modules.Mounts;

/// <summary>Turns UUID=, LABEL= and links in /dev into the device that the kernel's tables show.</summary>
internal static class DeviceLink
{
    private static readonly (string Prefix, string Directory)[] Tags =
    [
        ("UUID=", "/dev/disk/by-uuid/"), ("LABEL=", "/dev/disk/by-label/"), ("PARTUUID=", "/dev/disk/by-partuuid/"), ("PARTLABEL=", "/dev/disk/by-partlabel/"),
    ];

    /// <summary>The device; the text itself when it names none, or one that is not there.</summary>
    public static string Resolve(string device, IHostReader host)
    {
        var tag = Array.Find(Tags, t => device.StartsWith(t.Prefix, StringComparison.Ordinal));
        var path = tag.Prefix is null ? device : tag.Directory + device[tag.Prefix.Length..];
        if (!path.StartsWith("/dev/", StringComparison.Ordinal) || host.Stat(path)?.LinkTarget is not { } target)
        {
            return path.StartsWith("/dev/disk/", StringComparison.Ordinal) ? device : path;
        }

        return target.StartsWith('/') ? target : Path.GetFullPath(target, path[..path.LastIndexOf('/')]);
    }
}
