using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>
/// Kind <c>mount</c>: one file system, listed in fstab and mounted; the name is its mount point. Deleting unmounts it and takes the line away;
/// what is on the device stays, so it does not count as holding data. A busy file system stays mounted and listed until it is free.
/// </summary>
internal sealed class MountProvider(Fstab fstab) : ResourceProvider<MountSpec, MountState>
{
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["cifs"] = "cifs-utils",
        ["nfs"] = "nfs-common",
        ["nfs4"] = "nfs-common",
        ["xfs"] = "xfsprogs",
        ["btrfs"] = "btrfs-progs",
        ["fuse.sshfs"] = "sshfs",
    };

    public override string Kind => "mount";

    protected override JsonTypeInfo<MountSpec> SpecJson => MountsJson.Default.MountSpec;

    protected override ValueTask<MountState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(MountState.Read(name, host));

    protected override IEnumerable<Difference> Compare(MountSpec desired, MountState? actual)
    {
        var wanted = desired.EntryAt(actual?.Entry?.MountPoint ?? "");
        if (actual?.Entry != wanted)
        {
            yield return new Difference("fstab", actual?.Entry is { } entry ? Shown(entry) : null, Shown(wanted));
        }

        if (desired.Mounted is { } mounted && mounted != actual?.Live is not null)
        {
            yield return new Difference("mounted", actual?.Live is null ? "no" : "yes", mounted ? "yes" : "no");
        }
        else if (desired.Mounted is true && actual?.Live is { } live)
        {
            if (actual.IsOtherDevice)
            {
                yield return new Difference("mounted device", live.Source, desired.Device);
            }

            if (MountFlags.Missing(desired.Options, live) is { Count: > 0 } missing)
            {
                yield return new Difference("mounted options", string.Join(',', live.Flags), string.Join(',', missing));
            }
        }
    }

    protected override async Task ApplyAsync(string name, MountSpec desired, MountState? actual, IHost host, CancellationToken ct)
    {
        if (desired.Mounted is true && MountState.Read(name, host) is { Live: { } live } found)
        {
            // Before fstab changes: if we are cut off between the two, the line still shows that there is something to do.
            await RemountAsync(name, desired, found, live, host, ct);
        }

        await fstab.SetAsync(host, desired.EntryAt(name), e => IsOurs(e, name), ct);
        var now = MountState.Read(name, host);
        if (now?.Live is not null && (desired.Mounted is false || (desired.Mounted is true && now.IsOtherDevice)))
        {
            await UnmountAsync(name, host, ct);
            now = null;
        }

        if (desired.Mounted is true && now?.Live is null)
        {
            MakeMountPoint(name, host);
            (await host.RunAsync(new Command("mount", name), ct)).EnsureSuccess();
        }
    }

    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (MountState.Read(name, host) is { Live: not null })
        {
            await UnmountAsync(name, host, ct);
        }

        await fstab.RemoveAsync(host, e => IsOurs(e, name), ct);
    }

    protected override IEnumerable<ResourceId> Requires(string name, MountSpec desired)
    {
        var needed = PathGuard.Requires(name).ToList();
        if (desired.Device.StartsWith('/'))
        {
            needed.Add(new ResourceId("directory", desired.Device));
        }

        if (Packages.TryGetValue(desired.Type, out var package))
        {
            needed.Add(new ResourceId("package", package));
        }

        var credentials = desired.Options.Split(',').Where(o => o.StartsWith("credentials=", StringComparison.Ordinal));
        needed.AddRange(credentials.Select(o => new ResourceId("file", o["credentials=".Length..])));
        return needed;
    }

    protected override bool Disturbs(MountSpec desired) => false;

    protected override IEnumerable<Difference> DescribeDeletion(string name, MountState actual)
    {
        if (actual.Entry is { } entry)
        {
            yield return new Difference("fstab", Shown(entry), null);
        }

        if (actual.Live is not null)
        {
            yield return new Difference("mounted", "yes", "no");
        }
    }

    protected override IEnumerable<string> WatchedPaths(string name, MountSpec desired) => [FstabText.Path];

    private static bool IsOurs(FstabEntry entry, string mountPoint) => entry.MountPoint == mountPoint && entry.Type != "swap";

    private static string Shown(FstabEntry entry) => $"{entry.Device} {entry.Type} {entry.Options} {entry.Dump} {entry.Pass}";

    private static async Task RemountAsync(string name, MountSpec desired, MountState found, LiveMount live, IHost host, CancellationToken ct)
    {
        var missing = MountFlags.Missing(desired.Options, live);
        if (missing.Count == 0 || found.IsOtherDevice)
        {
            return;
        }

        if (missing.Contains("rw") && found.Entry is { } entry && !MountFlags.Wanted(entry.Options).Contains("ro"))
        {
            throw new ResourceException(
                FailureKind.NeedsPerson, $"{name} is mounted read-only though fstab does not say so: the kernel may have found an error on {live.Source}");
        }

        var isBind = desired.Options.Split(',').Any(o => o is "bind" or "rbind");
        string[] options = ["remount", .. isBind ? ["bind"] : Array.Empty<string>(), .. MountFlags.Wanted(desired.Options)];
        (await host.RunAsync(new Command("mount", "-o", string.Join(',', options), name), ct)).EnsureSuccess();
    }

    private static async Task UnmountAsync(string name, IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("umount", name), ct)).EnsureSuccess();

    private static void MakeMountPoint(string path, IHost host)
    {
        if (path != "/" && host.Stat(path) is null)
        {
            MakeMountPoint(HostPath.Parent(path), host);
            host.CreateDirectory(path, new FileAccess(0, 0, 0x1ED));
        }
    }
}
