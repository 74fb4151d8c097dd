using System.Runtime.InteropServices;
using System.Text;
using Mint.Core.Graph;
using Mint.Core.Hosts;

namespace Mint.Platform.Linux;

/// <summary>What a machine says of itself, as far as compiling its configuration may know it.</summary>
public static class MachineFacts
{
    private const string OsRelease = "/etc/os-release";

    /// <summary>Reads the facts.</summary>
    /// <param name="host">The machine's name in the config repo.</param>
    /// <param name="reader">The machine.</param>
    public static HostFacts Read(string host, IHostReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new HostFacts(host, CodeName(reader.ReadFile(OsRelease)), Architecture());
    }

    private static string? CodeName(byte[]? content) => Encoding.UTF8.GetString(content ?? [])
        .Split('\n')
        .Where(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', ' '))
        .FirstOrDefault();

    // Debian's names for what .NET runs on.
    private static string? Architecture() => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "armhf",
        System.Runtime.InteropServices.Architecture.X86 => "i386",
        _ => null,
    };
}
