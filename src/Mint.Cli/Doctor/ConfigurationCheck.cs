using Mint.Core.Config;
using Mint.Platform.Configuration;

namespace Mint.Cli.Doctor;

/// <summary>Whether the agent's own configuration is there, reads, and names files that are there.</summary>
internal sealed class ConfigurationCheck : IHealthCheck
{
    private readonly string path;
    private readonly Finding? fault;

    private ConfigurationCheck(string path, AgentSettings? settings, Finding? fault) => (this.path, Settings, this.fault) = (path, settings, fault);

    /// <inheritdoc/>
    public string Name => "configuration";

    /// <summary>What it says; null when it can't be read.</summary>
    public AgentSettings? Settings { get; }

    /// <summary>Reads the configuration, for this check and the others.</summary>
    public static ConfigurationCheck Read(string path)
    {
        try
        {
            var (settings, problems) = AgentSettings.Read(path);
            return new ConfigurationCheck(path, settings, problems.Count > 0 ? Mistake(problems[0]) : null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ConfigurationCheck(path, null, Finding.Fail($"{path} is not there", "Write it: it names the config repo and who may sign; docs/agent.md has the smallest one."));
        }
        catch (UnauthorizedAccessException)
        {
            return new ConfigurationCheck(path, null, Finding.Unknown($"{path} can't be read by you", "Run it with sudo."));
        }
        catch (IOException e)
        {
            return new ConfigurationCheck(path, null, Finding.Fail($"{path} can't be read: {e.Message}", "Look at the disk: dmesg | tail"));
        }
    }

    /// <inheritdoc/>
    public Task<Finding> LookAsync(CancellationToken ct) => Task.FromResult(fault ?? MissingFile() ?? Finding.Ok($"{path} reads; this host is {Settings?.HostName}"));

    private static Finding Mistake(Problem problem) =>
        Finding.Fail($"{problem.Origin} {problem.Path}: {problem.Message}", problem.Hint ?? "Correct it, then: sudo systemctl restart mint-agent");

    private Finding? MissingFile()
    {
        var repository = Settings?.Repository;
        var files = new[] { repository?.SshKey, repository?.KnownHosts, repository?.TokenFile, repository?.CaFile };
        var missing = files.OfType<string>().FirstOrDefault(f => !File.Exists(f));
        return missing is null ? null : Finding.Fail($"{missing}, named in {path}, is not there or can't be seen by you", "Put it there, or run this with sudo.");
    }
}
