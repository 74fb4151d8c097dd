using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>
/// Shows a candidate to the tool that will read the file. The candidate lies in a directory of its own that only root may
/// enter, under the file's own name, since some tools judge by it.
/// </summary>
internal static class FileChecker
{
    private const string Area = "/run/mint-check";

    private static readonly FileAccess RootOnlyDirectory = new(0, 0, 0x1C0);
    private static readonly FileAccess RootOnlyFile = new(0, 0, 0x180);

    /// <summary>The Debian packages any of which brings the tool; none when it is always there.</summary>
    public static IReadOnlyList<string> PackagesOf(FileCheck? check) => check switch
    {
        FileCheck.Visudo => ["sudo"],
        FileCheck.Sshd => ["openssh-server"],
        FileCheck.Nginx => ["nginx", "nginx-light", "nginx-core", "nginx-full", "nginx-extras"],
        FileCheck.Nft => ["nftables"],
        FileCheck.Fail2ban => ["fail2ban"],
        _ => [],
    };

    /// <summary>Returns when the tool accepts the content, or when no check is asked for.</summary>
    /// <exception cref="ResourceException">The tool refuses it, or is not installed.</exception>
    public static async Task CheckAsync(string path, FileSpec desired, IHost host, CancellationToken ct)
    {
        if (desired.Check == FileCheck.Json)
        {
            CheckJson(path, desired.Content);
        }
        else if (desired.Check == FileCheck.Fail2ban)
        {
            await CheckInTreeAsync(path, desired.Content, host, ct);
        }
        else if (desired.Check is { } check)
        {
            await CheckByToolAsync(path, check, desired.Content, host, ct);
        }
    }

    private static async Task CheckByToolAsync(string path, FileCheck check, FileContent content, IHost host, CancellationToken ct)
    {
        var place = PlaceOf(path);
        var candidate = $"{place}/{HostPath.BaseName(path)}";
        host.CreateDirectory(Area, RootOnlyDirectory);
        host.CreateDirectory(place, RootOnlyDirectory);
        host.WriteFile(candidate, content.Bytes, RootOnlyFile);
        try
        {
            PrepareFor(check, host);
            var result = await host.RunAsync(CommandOf(check, candidate), ct);
            EnsureAccepted(path, candidate, check == FileCheck.Systemd ? Forgiving(result) : result, content);
        }
        finally
        {
            host.Delete(candidate);
            host.Delete(place);
        }
    }

    private static async Task CheckInTreeAsync(string path, FileContent content, IHost host, CancellationToken ct)
    {
        var tree = new JailTree(PlaceOf(path));
        host.CreateDirectory(Area, RootOnlyDirectory);
        try
        {
            var candidate = await tree.MakeAsync(path, host, ct);
            host.WriteFile(candidate, content.Bytes, RootOnlyFile);

            // To be tried again: a log that is not there yet is refused as well.
            EnsureAccepted(path, candidate, await host.RunAsync(tree.Check(), ct), content, FailureKind.Retry);
        }
        finally
        {
            await tree.RemoveAsync(host, ct);
        }
    }

    private static string PlaceOf(string path) => $"{Area}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8))}";

    private static Command CommandOf(FileCheck check, string candidate) => check switch
    {
        FileCheck.Visudo => new("visudo", "-c", "-f", candidate),
        FileCheck.Sshd => new("sshd", "-t", "-f", candidate),
        FileCheck.Nginx => new("nginx", "-t", "-q", "-c", candidate),
        FileCheck.Nft => new("nft", "-c", "-f", candidate),
        FileCheck.Systemd => new("systemd-analyze", "verify", "--man=no", candidate),
        FileCheck.Bash => new("bash", "-n", candidate),
        _ => new("sh", "-n", candidate),
    };

    private static void PrepareFor(FileCheck check, IHost host)
    {
        // sshd refuses to check anything while this directory is missing, which it is until the service has run once.
        if (check == FileCheck.Sshd && host.Stat("/run/sshd") is null)
        {
            host.CreateDirectory("/run/sshd", new FileAccess(0, 0, 0x1ED));
        }
    }

    /// <summary>
    /// Systemd also objects to a program, a user or a unit that is not there yet, which a later step of the same run brings. What it
    /// would refuse to load at all it calls a bad setting.
    /// </summary>
    private static CommandResult Forgiving(CommandResult result) =>
        result.ExitCode == CommandResult.NotFound || result.Error.Contains("bad unit file setting", StringComparison.Ordinal)
            ? result
            : result with { ExitCode = 0 };

    private static void EnsureAccepted(
        string path, string candidate, CommandResult result, FileContent content, FailureKind refused = FailureKind.NeedsPerson)
    {
        if (result.ExitCode == CommandResult.NotFound)
        {
            throw new ResourceException(FailureKind.Retry, $"{path} can't be checked: {result.Program} is not installed");
        }

        if (!result.Succeeded)
        {
            var said = content.Secret is null ? $"{result.Output}\n{result.Error}".Replace(candidate, path, StringComparison.Ordinal).Trim() : "(secret)";
            throw new ResourceException(
                refused, $"{result.Program} refuses the new {path}, so the old one stays: {(said.Length <= 600 ? said : said[..600] + "…")}");
        }
    }

    private static void CheckJson(string path, FileContent content)
    {
        try
        {
            var reader = new Utf8JsonReader(content.Bytes);
            JsonDocument.ParseValue(ref reader).Dispose();
            if (reader.Read())
            {
                throw new JsonException("more than one value");
            }
        }
        catch (JsonException e)
        {
            var said = content.Secret is null ? e.Message : "(secret)";
            throw new ResourceException(FailureKind.NeedsPerson, $"the new {path} is no JSON, so the old one stays: {said}", inner: e);
        }
    }
}
