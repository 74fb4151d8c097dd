using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Hooks;

/// <summary>
/// Takes what forges send. All that a genuine push can do is to let Git be asked sooner; nothing of what it says is used besides the
/// name of the branch.
/// </summary>
internal sealed partial class HookDoor(CoordinatorOptions options, Signals signals, EventLog events, TimeProvider time, ILogger<HookDoor> logger)
{
    private static readonly TimeSpan QuietAfterTelling = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<Hook> hooks = Hook.All(options.Webhooks);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset ToldAt, int Since)> forged = [];

    /// <summary>Answers one delivery.</summary>
    public async Task<IResult> TakeAsync(string forge, HttpRequest request, CancellationToken ct)
    {
        if (hooks.FirstOrDefault(hook => hook.Name == forge) is not { SecretFile: { } file } hook)
        {
            return Results.NotFound();
        }

        if (Secret(hook.Name, file) is not { } secret)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (await HookBody.ReadAsync(request, secret, ct) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        if (!hook.IsGenuine(secret, body.Mac, Hook.Single(request.Headers[hook.SignatureHeader])))
        {
            await TellForgedAsync(hook, request, ct);
            return Results.Unauthorized();
        }

        return await HeedAsync(hook, request, body, ct);
    }

    private async Task<IResult> HeedAsync(Hook hook, HttpRequest request, HookBody body, CancellationToken ct)
    {
        if (Hook.Single(request.Headers[hook.EventHeader]) != hook.PushEvent)
        {
            return Results.Accepted();
        }

        if (!body.IsJson)
        {
            return Results.BadRequest("The body is no JSON object; choose the content type application/json in the webhook's settings.");
        }

        if (body.Reference is not { } reference || reference == $"refs/heads/{options.Remote.Branch}")
        {
            LogPushed(hook.Name);
            await signals.SendAsync(new Signal(SignalTopics.Pushed, hook.Name), ct);
        }

        return Results.Accepted();
    }

    // Read anew each time, so that it may be changed without a restart. An empty secret would let everybody in.
    private string? Secret(string hook, string file)
    {
        try
        {
            if (File.ReadAllText(file).Trim() is { Length: > 0 } secret)
            {
                return secret;
            }

            LogNoSecret(hook, $"{file} is empty");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNoSecret(hook, failure.Message);
        }

        return null;
    }

    // A stranger may knock as often as they like; the history tells of it once a minute.
    private async Task TellForgedAsync(Hook hook, HttpRequest request, CancellationToken ct)
    {
        int before;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var known = forged.TryGetValue(hook.Name, out var last);
            if (known && now - last.ToldAt < QuietAfterTelling)
            {
                forged[hook.Name] = last with { Since = last.Since + 1 };
                return;
            }

            before = last.Since;
            forged[hook.Name] = (now, 0);
        }

        var more = before > 0 ? $" ({before} more since the last time this was told)" : "";
        await events.SecurityAsync("", "forged-webhook", $"a delivery to /hooks/{hook.Name} from {request.HttpContext.Connection.RemoteIpAddress} was not signed with the secret{more}", ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Forge} says that something was pushed")]
    private partial void LogPushed(string forge);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhooks of {Forge} can't be taken: {Reason}")]
    private partial void LogNoSecret(string forge, string reason);
}
