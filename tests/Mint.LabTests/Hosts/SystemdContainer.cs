using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;

namespace Mint.LabTests.Hosts;

/// <summary>The settings under which a container boots systemd; the same as in <c>deploy/lab/lib/hosts.sh</c>, where each is explained.</summary>
internal static class SystemdContainer
{
    private const string CgroupRoot = "/sys/fs/cgroup";
    private const string Tun = "/dev/net/tun";

    public static ContainerBuilder Create(DebianRelease release, string name) =>
        new ContainerBuilder($"mint-lab/host:{release.ToString().ToLowerInvariant()}")
            .WithImagePullPolicy(PullPolicy.Never)
            .WithName($"minthost-{Guid.NewGuid():N}"[..24]) // a name without underscores, which resolvers refuse
            .WithHostname(name)
            .WithLabel("mint.lab", "test")
            .WithEnvironment("container", "docker")
            .WithEnvironment("container_uuid", Guid.NewGuid().ToString())
            .WithBindMount(Cgroup(release), CgroupRoot)
            .WithTmpfsMount("/run")
            .WithCreateParameterModifier(Loosen)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("systemctl", "is-system-running", "--wait"));

    private static string Cgroup(DebianRelease release)
    {
        var unified = Path.Combine(CgroupRoot, "unified");
        return release != DebianRelease.Bookworm && Directory.Exists(unified) ? unified : CgroupRoot;
    }

    private static void Loosen(CreateContainerParameters parameters)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.CapAdd = ["ALL"];
        host.CapDrop = ["SYS_RESOURCE"];
        host.SecurityOpt = ["seccomp=unconfined", "apparmor=unconfined"];
        // What `--security-opt systempaths=unconfined` of the command line stands for.
        host.MaskedPaths = [];
        host.ReadonlyPaths = [];
        host.CgroupnsMode = "host";
        // For wireguard-go, where the kernel has no WireGuard.
        host.Devices = File.Exists(Tun) ? [new DeviceMapping { PathOnHost = Tun, PathInContainer = Tun, CgroupPermissions = "rwm" }] : [];
        host.Tmpfs ??= new Dictionary<string, string>();
        host.Tmpfs["/tmp"] = "exec";
    }
}
