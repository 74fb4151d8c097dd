using System.Net;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Notifications;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;

namespace Mint.Coordinator.Configuration;

/// <summary>Reads coordinator.yaml and refuses to start on a mistake, naming every one.</summary>
internal sealed class CoordinatorOptionsReader
{
    private readonly string path;
    private readonly List<string> mistakes = [];

    private CoordinatorOptionsReader(string path) => this.path = path;

    /// <summary>The options, or what is wrong with the file, a line each.</summary>
    public static (CoordinatorOptions? Options, IReadOnlyList<string> Mistakes) Read(string path)
    {
        var reader = new CoordinatorOptionsReader(path);
        try
        {
            var (settings, problems) = CoordinatorSettings.Read(path);
            reader.mistakes.AddRange(problems.Select(p => $"{p.Origin} {p.Path}: {p.Message}{(p.Hint is null ? "" : " " + p.Hint)}"));
            var options = settings is null ? null : reader.Check(settings);
            return (reader.mistakes.Count == 0 ? options : null, reader.mistakes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, [$"{path} can't be read: {failure.Message}"]);
        }
    }

    private CoordinatorOptions Check(CoordinatorSettings settings)
    {
        var api = EndPoint("api.listen", settings.Api.Listen);
        if (settings.Api.Plain && !IPAddress.IsLoopback(api.Address))
        {
            Mistake("api.plain", "tokens would cross the network in clear; listen on a loopback address behind a proxy, or leave TLS on");
        }

        if (settings.Api.Certificate is null != settings.Api.Key is null)
        {
            Mistake("api", "certificate and key go together");
        }

        foreach (var (where, what) in NotifyCheck.Of(settings.Notify))
        {
            Mistake(where, what);
        }

        foreach (var (where, what) in settings.Oidc is { } provider ? OidcCheck.Of(provider) : [])
        {
            Mistake(where, what);
        }

        var (idle, longest) = Sessions(settings.Sessions);
        return new CoordinatorOptions
        {
            Url = Url(settings.Url),
            AlsoKnownAs = settings.AlsoKnownAs,
            Agents = EndPoint("agents", settings.Agents),
            Api = api,
            ApiCertificate = settings.Api is { Certificate: { } certificate, Key: { } key } ? (certificate, key) : null,
            ApiPlain = settings.Api.Plain,
            MaxConnections = Connections(settings.MaxConnections),
            Remote = GitRemoteOptions.From(settings.Repository),
            Signatures = settings.Signatures,
            Poll = Duration("poll", settings.Poll, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)),
            StateDirectory = settings.StateDir ?? "/var/lib/mint-coordinator",
            PostgresConnection = settings.PostgresFile is { } file ? Secret("postgres_file", file) : null,
            HeartbeatEvery = Duration("heartbeat_every", settings.HeartbeatEvery, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)),
            SilentAfter = Duration("silent_after", settings.SilentAfter, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(3)),
            KeepEvents = Duration("keep_events", settings.KeepEvents, TimeSpan.FromDays(90), TimeSpan.FromHours(1)),
            CertificateLifetime = Duration("certificate_lifetime", settings.CertificateLifetime, TimeSpan.FromDays(7), TimeSpan.FromMinutes(5)),
            Webhooks = settings.Webhooks,
            Forge = settings.Forge,
            Notify = settings.Notify,
            SessionIdle = idle,
            SessionLongest = longest,
            Oidc = settings.Oidc is { } oidc ? OidcCheck.Read(oidc, Secret("oidc.client_secret_file", oidc.ClientSecretFile)) : null,
        };
    }

    private (TimeSpan Idle, TimeSpan Longest) Sessions(SessionSettings settings)
    {
        var least = TimeSpan.FromMinutes(5);
        var idle = Duration("sessions.idle", settings.Idle, TimeSpan.FromHours(8), least);
        var longest = Duration("sessions.longest", settings.Longest, TimeSpan.FromHours(24), least);
        if (longest > TimeSpan.FromDays(30))
        {
            Mistake("sessions.longest", $"expected at most 30d, found '{settings.Longest}'");
        }

        if (idle > longest)
        {
            Mistake("sessions.idle", $"expected at most sessions.longest, {longest.TotalHours:0.##} h, found {idle.TotalHours:0.##} h");
        }

        return (idle, longest);
    }

    private Uri Url(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", Host.Length: > 0, AbsolutePath: "/", Query: "" })
        {
            return url;
        }

        Mistake("url", $"expected https://NAME:PORT as agents reach this server, found '{text}'");
        return new Uri("https://localhost:7443");
    }

    private IPEndPoint EndPoint(string key, string text)
    {
        if (IPEndPoint.TryParse(text, out var address) && address.Port > 0)
        {
            return address;
        }

        Mistake(key, $"expected an address with a port such as 0.0.0.0:7443, found '{text}'");
        return new IPEndPoint(IPAddress.Loopback, 7443);
    }

    private int Connections(int? number)
    {
        if (number is < 10)
        {
            Mistake("max_connections", $"expected at least 10, found {number}");
        }

        return number ?? 20_000;
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

        Mistake(key, $"expected a duration such as 60s or 5m, at least {least.TotalSeconds:0} s, found '{text}'");
        return usual;
    }

    private string? Secret(string key, string file)
    {
        try
        {
            if (File.ReadAllText(file).Trim() is { Length: > 0 } secret)
            {
                return secret;
            }

            Mistake(key, $"{file} is empty");
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Mistake(key, $"{file} can't be read: {failure.Message}");
            return null;
        }
    }

    private void Mistake(string key, string what) => mistakes.Add($"{path} {key}: {what}");
}
