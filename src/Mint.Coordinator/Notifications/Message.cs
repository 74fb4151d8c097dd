using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Coordinator.Notifications;

/// <summary>A message to a person; webhooks get it as JSON just so.</summary>
internal sealed record Message
{
    /// <summary>How many conditions a message lists; it counts them all.</summary>
    public const int MostListed = 50;

    /// <summary>The same in every try to deliver it.</summary>
    public required string Id { get; init; }

    /// <summary>began, reminder or ended.</summary>
    public required TellingKind What { get; init; }

    /// <summary>The kind of condition.</summary>
    public required string Kind { get; init; }

    /// <summary>One sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What a person does about it; empty when it is over.</summary>
    public required string ToDo { get; init; }

    /// <summary>When the message was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The coordinator's host name.</summary>
    public required string Coordinator { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<MessageLine> Conditions { get; init; }

    /// <summary>Writes a message about a telling.</summary>
    public static Message Of(Telling telling, string coordinator, DateTimeOffset now)
    {
        var (kind, one) = (ConditionKind.All[telling.Condition], telling.Notices.Count == 1);
        var over = telling.Kind == TellingKind.Ended;
        var pattern = over ? (one ? kind.OneIsOver : kind.ManyAreOver) : (one ? kind.One : kind.Many);
        return new Message
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            What = telling.Kind,
            Kind = kind.Name,
            Title = pattern.Replace("{0}", one ? PlainText.Of(telling.Notices[0].Subject) : $"{telling.Notices.Count}", StringComparison.Ordinal),
            ToDo = over ? "" : kind.ToDo,
            At = now,
            Coordinator = coordinator,
            Count = telling.Notices.Count,
            Conditions = [.. telling.Notices.OrderBy(n => n.Since).ThenBy(n => n.Subject, StringComparer.Ordinal).Take(MostListed).Select(MessageLine.Of)],
        };
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MessageJson.Default.Message);

    /// <summary>From JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Message FromJson(string text) => JsonSerializer.Deserialize(text, MessageJson.Default.Message) ?? throw new JsonException("the message is empty");
}

/// <summary>One of the conditions of a message.</summary>
/// <param name="Subject">Which.</param>
/// <param name="Host">On which host; empty for none.</param>
/// <param name="Detail">Why, one sentence; may be empty.</param>
/// <param name="Since">When it began.</param>
/// <param name="EndedAt">When it was over; null while it lasts.</param>
internal sealed record MessageLine(string Subject, string Host, string Detail, DateTimeOffset Since, DateTimeOffset? EndedAt)
{
    /// <summary>Of a notice.</summary>
    public static MessageLine Of(Notice notice) => new(
        PlainText.Of(notice.Subject),
        notice.Host,
        notice.Detail,
        new DateTimeOffset(notice.Since, TimeSpan.Zero),
        notice.EndedAt is { } ended ? new DateTimeOffset(ended, TimeSpan.Zero) : null);
}

/// <summary>The contract of the webhook's body.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Message))]
internal sealed partial class MessageJson : JsonSerializerContext;
