using System.Net;
using System.Text;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;
using Mint.Core.Reporting;
using Polly;
using Polly.Retry;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Sends a forge one request, again where the network or the server had bad weather.</summary>
internal sealed class StatusSender : IDisposable
{
    private const int LongestAnswer = 4096;
    private const int LongestFault = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TimeProvider time;
    private readonly ResiliencePipeline<HttpResponseMessage> retry;

    // A redirect would carry the token to wherever it points.
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience,
    };

    /// <summary>Prepares.</summary>
    /// <param name="time">For the waits between tries, and for an answer.</param>
    public StatusSender(TimeProvider time)
    {
        this.time = time;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"mint-coordinator/{Identity.Version}");
        retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome is { Exception: HttpRequestException or TimeoutException } or { Result.StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests }),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = TimeSpan.FromSeconds(10),
                MaxRetryAttempts = 3,
            })
            .Build();
    }

    /// <summary>Sends it.</summary>
    /// <param name="forge">The forge; its token is read anew, so that it may be changed at any time.</param>
    /// <param name="request">Makes the request with the token, once for each try.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What went wrong; null when the forge took it.</returns>
    public async Task<string?> SendAsync(ForgeSettings forge, Func<string, HttpRequestMessage> request, CancellationToken ct)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(forge.TokenFile, ct)).Trim();
            // What no header can hold would be a bug's exception further down, and the token is not to be in its message.
            if (token.Length == 0 || !token.All(c => c is > ' ' and <= '~'))
            {
                return $"forge.token_file: {forge.TokenFile} does not hold one token alone: one line of ASCII characters without spaces is wanted";
            }

            using var response = await retry.ExecuteAsync(async tried => await SendOnceAsync(request(token), tried), ct);
            return response.IsSuccessStatusCode ? null : $"{forge.Api} answered {(int)response.StatusCode}: {await SaidAsync(response, ct)}";
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException)
        {
            return $"{forge.Api} can't be reached: {failure.Message}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"forge.token_file: {failure.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (TaskCanceledException late) when (!ct.IsCancellationRequested)
            {
                throw new TimeoutException($"no answer within {client.Timeout.TotalSeconds:0} s", late);
            }
        }
    }

    // The client's own patience ends with the headers; a body may take for ever.
    private async Task<string> SaidAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var buffer = new byte[LongestAnswer];
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return CommitMessage.Printable(Encoding.UTF8.GetString(buffer, 0, read), LongestFault);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"its answer did not end within {Patience.TotalSeconds:0} s";
        }
    }
}
