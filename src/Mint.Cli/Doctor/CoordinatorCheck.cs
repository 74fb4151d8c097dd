using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mint.Cli.Control;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Configuration;

namespace Mint.Cli.Doctor;

/// <summary>Whether this host is enrolled, its certificate is good, and the link stands.</summary>
internal sealed class CoordinatorCheck(AgentSettings? settings, string socket, TimeProvider clock) : IHealthCheck
{
    private const string Enrol = "Ask for a token (mint host add), then: sudo mint-agent enrol --token -";

    /// <inheritdoc/>
    public string Name => "coordinator";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        if (settings is null)
        {
            return Finding.Unknown("not known without the configuration");
        }

        if (settings.Coordinator is not { } coordinator)
        {
            return Finding.Unknown("not configured: this agent works from Git alone and reports to nobody");
        }

        return CoordinatorSettings.Parse(coordinator.Url) is { } url
            ? Identity() ?? await LinkAsync(url, ct)
            : Finding.Fail($"'{coordinator.Url}' is no address of a coordinator", "Write coordinator: { url: https://coordinator.example.org:7443 } in agent.yaml.");
    }

    /// <summary>What is wrong with the certificate; null when it is good.</summary>
    private Finding? Identity()
    {
        var path = Path.Combine(settings?.IdentityDirectory ?? "", "certificate.pem");
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            var end = new DateTimeOffset(certificate.NotAfter);
            return end < clock.GetUtcNow() ? Finding.Fail($"this host's certificate ended {new RelativeTime(clock).Ago(end)}", Enrol) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Finding.Fail("this host is not enrolled", Enrol);
        }
        catch (CryptographicException e)
        {
            return Finding.Fail($"{path} can't be read: {e.Message}", Enrol);
        }
    }

    private async Task<Finding> LinkAsync(Uri url, CancellationToken ct)
    {
        try
        {
            using var agent = await ControlClient.ConnectAsync(socket, ct);
            if ((await agent.StatusAsync(ct)).Coordinator is { } link)
            {
                return Judge(link);
            }
        }
        catch (CommandException)
        {
            // The agent's own check says so; that the coordinator takes connections can be told without it.
        }

        return await ReachAsync(url, ct);
    }

    private Finding Judge(CoordinatorReport link)
    {
        var since = link.Since is { } at ? $" since {new RelativeTime(clock).When(at)}" : "";
        return link.Up
            ? Finding.Ok($"{link.Url} is connected{since}, {link.Outbox} events to deliver")
            : Finding.Warn(
                $"{link.Url} is away{since}, {link.Outbox} events wait{(link.Reason is { } reason ? $": {reason}" : "")}",
                "Nothing is lost, and the host is kept as desired. See why: journalctl -u mint-agent | grep -i coordinator");
    }

    private static async Task<Finding> ReachAsync(Uri url, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port, ct);
            return Finding.Ok($"{url.Host}:{url.Port} takes connections; the agent is not there to say more");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{url.Host}:{url.Port} can't be reached: {e.Message}", $"Is it up, and does a firewall let this host through? Try: nc -vz {url.Host} {url.Port}");
        }
    }
}
