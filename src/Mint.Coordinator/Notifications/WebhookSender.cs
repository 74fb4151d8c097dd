using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Notifications;

/// <summary>Posts messages as JSON. With a secret, the body's HMAC-SHA256 proves who sent it.</summary>
/// <param name="name">Its name in coordinator.yaml.</param>
/// <param name="target">Its settings.</param>
/// <param name="client">Connections; it follows no redirects.</param>
internal sealed class WebhookSender(string name, WebhookTarget target, HttpClient client) : INotifyTarget
{
    /// <inheritdoc/>
    public string Name => $"webhook/{name}";

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(Message message, string body, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Mint-Message", message.Id);
            if (target.SecretFile is { } file)
            {
                request.Headers.Add("X-Mint-Signature", Sign(body, (await File.ReadAllTextAsync(file, ct)).Trim()));
            }

            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return Judge(answer.StatusCode);
        }
        catch (Exception away) when (away is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return new Delivery(DeliveryOutcome.Away, away.Message);
        }
    }

    private static string Sign(string body, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private static Delivery Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => new Delivery(DeliveryOutcome.Delivered),
        400 or 413 or 422 => new Delivery(DeliveryOutcome.Refused, $"it answered {(int)status}"),
        _ => new Delivery(DeliveryOutcome.Away, $"it answered {(int)status}"),
    };
}
