namespace Mint.Coordinator.Turns;

/// <summary>A host's place in the order of turns, with what its row among the hosts says. Times are ticks of UTC.</summary>
internal sealed record TurnRow
{
    /// <summary>It asked, and waits.</summary>
    public const string Waiting = "waiting";

    /// <summary>It has its turn.</summary>
    public const string Holding = "holding";

    /// <summary>It had its turn and has not given it back in time.</summary>
    public const string Overdue = "overdue";

    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>One of the words above.</summary>
    public string State { get; init; } = Waiting;

    /// <summary>What the host wants it for.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Since when it waits, or has its turn.</summary>
    public long Since { get; init; }

    /// <summary>When a turn that was granted ends; null while it waits.</summary>
    public long? Until { get; init; }

    /// <summary>Why it waits, naming hosts of its own customer only.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The same for those who may see the whole fleet.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The host's customer.</summary>
    public string Customer { get; init; } = "";

    /// <summary>The host's groups, with a blank before, between and after.</summary>
    public string Groups { get; init; } = "";

    /// <summary>The name of its ring.</summary>
    public string Ring { get; init; } = "";

    /// <summary>The place of its ring, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whether it is in the config repo, enrolled and not revoked.</summary>
    public bool IsIn { get; init; }

    /// <summary>Whether its agent holds a stream.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Whether nothing was heard of it for too long.</summary>
    public bool IsSilent { get; init; }

    /// <summary>What of it two hosts must not have at once: its groups, or without any its ring.</summary>
    public IReadOnlyList<string> Shares => Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } groups
        ? [.. groups.Select(g => $"group {g}")]
        : [$"ring {Ring}"];
}
