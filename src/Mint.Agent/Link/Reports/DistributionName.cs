using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Reporting;

namespace Mint.Agent.Link.Reports;

/// <summary>The host's distribution in two words, "debian 12".</summary>
/// <param name="Text">The words; empty when os-release(5) does not say.</param>
internal sealed record DistributionName(string Text)
{
    private const int Longest = 100;

    /// <summary>Reads it.</summary>
    public static DistributionName Read(IHostReader host)
    {
        var fields = Encoding.UTF8.GetString(host.ReadFile("/etc/os-release") ?? [])
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1].Trim('"', '\'', ' '));
        return new DistributionName(CommitMessage.Printable($"{fields["ID"].FirstOrDefault()} {fields["VERSION_ID"].FirstOrDefault()}", Longest));
    }
}
