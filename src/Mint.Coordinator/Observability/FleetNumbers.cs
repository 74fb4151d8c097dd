namespace Mint.Coordinator.Observability;

/// <summary>What the store says of the fleet, in numbers.</summary>
internal sealed record FleetNumbers
{
    /// <summary>Hosts by state.</summary>
    public required IReadOnlyDictionary<string, long> Hosts { get; init; }

    /// <summary>Places in the order of turns, by state.</summary>
    public required IReadOnlyDictionary<string, long> Turns { get; init; }

    /// <summary>Sums over all hosts.</summary>
    public required HostSums Sums { get; init; }

    /// <summary>The hosts that need a person, the longest first, at most <see cref="FleetNumbersReader.MostTroubled"/>.</summary>
    public required IReadOnlyList<TroubledHost> Troubled { get; init; }

    /// <summary>Resources that differ and are not repaired.</summary>
    public required long DriftedResources { get; init; }

    /// <summary>Bytes of the store.</summary>
    public required long StoreBytes { get; init; }

    /// <summary>The config repo.</summary>
    public required RepoStanding Repo { get; init; }
}

/// <summary>Sums over all hosts.</summary>
internal sealed record HostSums
{
    public long Connected { get; init; }

    public long OutboxSum { get; init; }

    public long OutboxMax { get; init; }

    /// <summary>When the next certificate ends, ticks of UTC; null when there is none.</summary>
    public long? CertificateExpiresAt { get; init; }
}

/// <summary>A host that needs a person.</summary>
internal sealed record TroubledHost
{
    public required string Name { get; init; }

    public required string Customer { get; init; }

    public required string State { get; init; }

    public long StateSince { get; init; }
}
