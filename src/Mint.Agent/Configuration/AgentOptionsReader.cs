using System.Net;
using Mint.Core.Config;
using Mint.Platform.Configuration;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Configuration;

/// <summary>Reads agent.yaml and refuses to start on a mistake, naming every one.</summary>
internal sealed class AgentOptionsReader
{
    private readonly string path;
    private readonly List<string> mistakes = [];

    private AgentOptionsReader(string path) => this.path = path;

    /// <summary>The options, or what is wrong with the file, a line each.</summary>
    public static (AgentOptions? Options, IReadOnlyList<string> Mistakes) Read(string path)
    {
        var reader = new AgentOptionsReader(path);
        var options = reader.Read();
        return (reader.mistakes.Count == 0 ? options : null, reader.mistakes);
    }

    private AgentOptions? Read()
    {
        AgentSettings? settings;
        IReadOnlyList<Problem> problems;
        try
        {
            (settings, problems) = AgentSettings.Read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{path} can't be read: {failure.Message}");
            return null;
        }

        mistakes.AddRange(problems.Select(p => $"{p.Origin} {p.Path}: {p.Message}{(p.Hint is null ? "" : " " + p.Hint)}"));
        return settings is null ? null : Check(settings);
    }

    private AgentOptions Check(AgentSettings settings)
    {
        var repository = settings.Repository;
        return new AgentOptions
        {
            Path = path,
            Host = settings.HostName,
            Remote = new GitRemoteOptions
            {
                Url = repository.Url,
                Branch = repository.Branch ?? "main",
                SshKey = repository.SshKey,
                KnownHosts = repository.KnownHosts,
                TokenFile = repository.TokenFile,
                CaFile = repository.CaFile,
            },
            Poll = Duration("poll", settings.Poll, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)),
            ObserveEvery = Duration("observe_every", settings.ObserveEvery, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10)),
            Signatures = settings.Signatures,
            Metrics = Loopback(settings.Metrics ?? "127.0.0.1:9465"),
            Coordinator = settings.Coordinator is { } coordinator ? Address(coordinator.Url) : null,
            IdentityDirectory = settings.IdentityDirectory,
            StateDirectory = settings.StateDirectory,
            CloneDirectory = settings.CloneDirectory,
            LedgerPath = settings.LedgerPath,
        };
    }

    private Uri? Address(string url)
    {
        if (CoordinatorSettings.Parse(url) is { } address)
        {
            return address;
        }

        mistakes.Add($"{path} coordinator.url: expected an address such as https://coordinator.example.org:7443, found '{url}'");
        return null;
    }

    private TimeSpan Duration(string key, string? text, TimeSpan usual, TimeSpan least)
    {
        if (text is null)
        {
            return usual;
        }

        if (DurationText.Parse(text) is { } duration && duration >= least)
        {
            return duration;
        }

        mistakes.Add($"{path} {key}: expected a duration such as 60s or 5m, at least {least.TotalSeconds:0} s, found '{text}'");
        return usual;
    }

    private IPEndPoint? Loopback(string text)
    {
        if (text == "off")
        {
            return null;
        }

        if (IPEndPoint.TryParse(text, out var address) && address.Port > 0 && IPAddress.IsLoopback(address.Address))
        {
            return address;
        }

        mistakes.Add($"{path} metrics: expected a loopback address with a port such as 127.0.0.1:9465, or off, found '{text}'");
        return null;
    }
}
