using System.Net.Sockets;

namespace Mint.Cli.Doctor;

/// <summary>Whether the Git server takes connections. The agent's own fetches tell the rest: <c>mint status</c>.</summary>
internal sealed class GitCheck(RepositoryAddress? repository) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        if (repository is null)
        {
            return Finding.Unknown("no Git server to reach");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(repository.Host, repository.Port, ct);
            return Finding.Ok($"{repository} takes connections");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{repository} can't be reached: {e.Message}", $"Is the server up, and does a firewall let this host through? Try: nc -vz {repository.Host} {repository.Port}");
        }
    }
}
