using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Updates;

/// <summary>What <c>/proc</c> tells of processes. One that ends while it is looked at tells nothing more, which is no failure.</summary>
internal static class ProcessFile
{
    /// <summary>Directories of all processes.</summary>
    public static IEnumerable<string> Processes(IHostReader host) => host.List("/proc").Where(n => char.IsAsciiDigit(n[0])).Select(n => "/proc/" + n);

    /// <summary>The text of one of a process's files; empty when the process is gone.</summary>
    /// <exception cref="ResourceException">It may not be read.</exception>
    public static string Read(IHostReader host, string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(host.ReadFile($"{process}/{file}") ?? []);
        }
        catch (Exception e) when (e is ResourceException or IOException && host.Stat(process) is null)
        {
            return "";
        }
    }
}
