namespace Mint.Testing.Hosts;

/// <summary>What a fresh Debian 12 has, as far as our kinds look at it.</summary>
internal static class FakeDebian
{
    private const int Secret = 0x1A0; // 0640
    private const int ShadowGroup = 42;

    private static readonly string[] Directories =
    [
        "/boot", "/dev", "/home", "/media", "/mnt", "/opt", "/proc", "/run/systemd/system", "/srv", "/sys", "/usr/bin", "/usr/lib/systemd/system",
        "/usr/lib/modules", "/usr/local/bin", "/usr/sbin", "/usr/share", "/var/cache", "/var/lib/apt/lists", "/var/lib/dpkg", "/var/log", "/var/spool/cron",
        "/etc/apt/apt.conf.d", "/etc/apt/keyrings", "/etc/apt/preferences.d", "/etc/apt/sources.list.d", "/etc/cron.d", "/etc/cron.daily", "/etc/default",
        "/etc/modprobe.d", "/etc/modules-load.d", "/etc/profile.d", "/etc/skel", "/etc/ssh/sshd_config.d", "/etc/sysctl.d", "/etc/systemd/network",
        "/etc/systemd/system/multi-user.target.wants", "/etc/systemd/system/timers.target.wants", "/etc/update-motd.d", "/usr/share/keyrings",
    ];

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["/etc/passwd"] = """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
            bin:x:2:2:bin:/bin:/usr/sbin/nologin
            sys:x:3:3:sys:/dev:/usr/sbin/nologin
            www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
            _apt:x:42:65534::/nonexistent:/usr/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

            """,
        ["/etc/group"] = """
            root:x:0:
            daemon:x:1:
            bin:x:2:
            sys:x:3:
            adm:x:4:
            sudo:x:27:
            www-data:x:33:
            shadow:x:42:
            users:x:100:
            nogroup:x:65534:

            """,
        ["/etc/hosts"] = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n",
        ["/etc/hostname"] = "debian\n",
        ["/etc/fstab"] = "# <file system> <mount point> <type> <options> <dump> <pass>\n/dev/vda1 / ext4 errors=remount-ro 0 1\n",
        ["/etc/resolv.conf"] = "nameserver 192.0.2.53\n",
        ["/etc/motd"] = "\nThe programs included with the Debian GNU/Linux system are free software.\n",
        ["/etc/timezone"] = "Etc/UTC\n",
        ["/etc/default/locale"] = "LANG=C.UTF-8\n",
        ["/etc/locale.gen"] = "# de_CH.UTF-8 UTF-8\n# en_US.UTF-8 UTF-8\n",
        ["/etc/debian_version"] = "12.8\n",
        ["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
        ["/etc/login.defs"] = "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\n",
        ["/etc/shells"] = "/bin/sh\n/bin/bash\n/usr/bin/bash\n",
        ["/etc/apt/sources.list"] = "deb http://deb.debian.org/debian bookworm main\n",
        ["/usr/share/zoneinfo/Etc/UTC"] = "TZif2-utc",
        ["/usr/share/zoneinfo/Europe/Zurich"] = "TZif2-zurich",
        ["/usr/share/zoneinfo/Europe/Berlin"] = "TZif2-berlin",
        ["/usr/share/i18n/SUPPORTED"] = "de_CH.UTF-8 UTF-8\nen_US.UTF-8 UTF-8\n",
        ["/proc/mounts"] = "/dev/vda1 / ext4 rw,relatime 0 0\n",
        ["/proc/swaps"] = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n",
        ["/proc/sys/kernel/hostname"] = "debian\n",
        ["/proc/sys/net/ipv4/ip_forward"] = "0\n",
        ["/proc/sys/vm/swappiness"] = "60\n",
        ["/var/lib/dpkg/status"] = "",
    };

    public static FakeHost Seed(FakeHost host)
    {
        foreach (var directory in Directories)
        {
            host.Files.MakeDirectory(directory);
        }

        foreach (var (path, text) in Texts)
        {
            host.Files.WriteText(path, text);
        }

        host.Files.WriteText("/etc/shadow", "root:*:19000:0:99999:7:::\nwww-data:*:19000:0:99999:7:::\n", Secret, 0, ShadowGroup);
        host.Files.WriteText("/etc/gshadow", "root:*::\nsudo:*::\n", Secret, 0, ShadowGroup);
        host.Files.WriteText("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n", 0x120);
        host.Files.MakeDirectory("/etc/sudoers.d", 0x1E8);
        host.Files.MakeDirectory("/root", 0x1C0);
        host.Files.MakeDirectory("/tmp", 0x3FF);
        host.Files.MakeDirectory("/var/tmp", 0x3FF);
        host.Files.Link("/bin", "usr/bin");
        host.Files.Link("/sbin", "usr/sbin");
        host.Files.Link("/lib", "usr/lib");
        host.Files.Link("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
        return host;
    }
}
