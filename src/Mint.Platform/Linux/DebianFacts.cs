using System.Runtime.InteropServices;
using System.Text;
using Mint.Core.Graph;
using Mint.Core.Hosts;

namespace Mint.Platform.Linux;

/// <summary>What compiling may know of the machine.</summary>
public static class DebianFacts
{
    /// <summary>Reads them; what can't be told is null.</summary>
    /// <param name="host">The host's name in the config repo.</param>
    /// <param name="reader">The machine.</param>
    public static HostFacts Read(string host, IHostReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var release = Encoding.UTF8.GetString(reader.ReadFile("/etc/os-release") ?? [])
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .FirstOrDefault(parts => parts is ["VERSION_CODENAME", _])?[1].Trim('"');
        return new HostFacts(host, release, Architecture());
    }

    private static string? Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => null,
    };
}
