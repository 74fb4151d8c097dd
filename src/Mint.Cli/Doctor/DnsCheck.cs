using System.Net;
using System.Net.Sockets;

namespace Mint.Cli.Doctor;

/// <summary>Whether the Git server's name can be looked up.</summary>
internal sealed class DnsCheck(RepositoryAddress? repository) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "dns";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        if (repository is null)
        {
            return Finding.Unknown("no Git server to look up");
        }

        if (IPAddress.TryParse(repository.Host, out _))
        {
            return Finding.Ok($"{repository.Host} is an address already");
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(repository.Host, ct);
            return Finding.Ok($"{repository.Host} is {string.Join(", ", addresses.Take(3).Select(a => a.ToString()))}");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{repository.Host} can't be looked up: {e.Message}", "Look at /etc/resolv.conf, or try: getent hosts " + repository.Host);
        }
    }
}
