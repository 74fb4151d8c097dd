using System.Globalization;
using System.Text;
using Mint.Core.Hosts;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>A package to build for a test.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, dotted numbers.</param>
internal sealed record Deb(string Name, string Version)
{
    /// <summary>Names of packages that it needs, separated by commas.</summary>
    public string? Depends { get; init; }

    /// <summary>Names of packages that it can't be with.</summary>
    public string? Conflicts { get; init; }

    /// <summary>The script that runs when it is configured.</summary>
    public string? Postinst { get; init; }

    /// <summary>Whether Debian counts it as essential.</summary>
    public bool Essential { get; init; }

    /// <summary>Where its file is.</summary>
    public string Path => $"{DebRepository.Folder}/{Name}_{Version}.deb";
}

/// <summary>A repository on the host itself, of packages that are built there, so that installing needs no network.</summary>
internal static class DebRepository
{
    /// <summary>Where packages and their list are.</summary>
    public const string Folder = "/var/lib/mint-conformance";

    private const string Source = "/etc/apt/sources.list.d/mint-conformance.list";
    private const string Settings = "/etc/apt/apt.conf.d/99mint-conformance";
    private const string Lists = "/var/lib/apt/lists";

    private static readonly FileAccess Executable = new(0, 0, 0x1ED);

    /// <summary>Builds packages, and lets apt know of nothing else. What was published before is forgotten.</summary>
    /// <param name="host">The host.</param>
    /// <param name="debs">The packages.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="label">What the repository calls itself, with its suite: <c>Debian-Security stable-security</c>; null where it does not.</param>
    public static async Task PublishAsync(IHost host, IReadOnlyList<Deb> debs, CancellationToken ct, string? label = null)
    {
        host.CreateDirectory(Folder, Executable);
        var list = new StringBuilder();
        foreach (var deb in debs)
        {
            list.Append(await BuildAsync(host, deb, ct)).Append('\n');
        }

        Write(host, $"{Folder}/Packages", list.ToString());
        if (label?.Split(' ') is [var name, var suite])
        {
            var packages = $"{host.HashFile($"{Folder}/Packages")} {host.Stat($"{Folder}/Packages")?.Size} Packages";
            Write(host, $"{Folder}/Release", $"Label: {name}\nSuite: {suite}\nVersion: 12\nDate: Tue, 24 Nov 2026 12:00:00 UTC\nSHA256:\n {packages}\n");
        }

        Write(host, Source, $"deb [trusted=yes] file:{Folder} ./\n");
        // Other sources are neither asked, for the network may be slow or away, nor are their lists thrown away.
        Write(host, Settings, $"Dir::Etc::sourcelist \"{Source}\"; Dir::Etc::sourceparts \"-\"; APT::Get::List-Cleanup \"false\";\n");
    }

    /// <summary>Removes all that was published, and what apt remembers of it.</summary>
    public static async Task RemoveAsync(IHost host, CancellationToken ct)
    {
        host.Delete(Source);
        host.Delete(Settings);
        foreach (var name in host.List(Lists).Where(n => n.Contains("mint-conformance", StringComparison.Ordinal)))
        {
            host.Delete($"{Lists}/{name}");
        }

        await host.RunAsync(new Command("rm", "-rf", Folder), ct);
    }

    /// <summary>Whether something is published.</summary>
    public static bool Exists(IHostReader host) => host.Stat($"{Folder}/Packages") is not null && host.Stat(Source) is not null;

    private static async Task<string> BuildAsync(IHost host, Deb deb, CancellationToken ct)
    {
        var tree = $"{Folder}/{deb.Name}_{deb.Version}";
        foreach (var folder in new[] { tree, $"{tree}/DEBIAN", $"{tree}/etc" })
        {
            host.CreateDirectory(folder, Executable);
        }

        var control = Control(deb);
        Write(host, $"{tree}/DEBIAN/control", control);
        Write(host, $"{tree}/DEBIAN/conffiles", $"/etc/{deb.Name}.conf\n");
        Write(host, $"{tree}/etc/{deb.Name}.conf", "setting=1\n");
        if (deb.Postinst is { } script)
        {
            host.WriteFile($"{tree}/DEBIAN/postinst", Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"), Executable);
        }

        // The same bytes each time: what apt remembers of an earlier build stays true.
        var build = new Command("dpkg-deb", "--root-owner-group", "--build", tree, deb.Path)
        {
            Environment = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "0" },
        };
        (await host.RunAsync(build, ct)).EnsureSuccess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{control}Filename: ./{deb.Name}_{deb.Version}.deb\nSize: {host.Stat(deb.Path)?.Size}\nSHA256: {host.HashFile(deb.Path)}\n");
    }

    private static string Control(Deb deb)
    {
        var control = new StringBuilder($"Package: {deb.Name}\nVersion: {deb.Version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.com>\n");
        foreach (var (field, value) in new[] { ("Depends", deb.Depends), ("Conflicts", deb.Conflicts), ("Essential", deb.Essential ? "yes" : null) })
        {
            control.Append(value is null ? "" : $"{field}: {value}\n");
        }

        return control.Append("Description: made for a test, and thrown away after it\n").ToString();
    }

    private static void Write(IHost host, string path, string text) => host.WriteFile(path, Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
}
