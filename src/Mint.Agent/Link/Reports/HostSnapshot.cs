using System.Security.Cryptography;
using Google.Protobuf;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Reports;

/// <summary>The host's state at one instant, as it is reported.</summary>
internal sealed class HostSnapshot
{
    private readonly Wire.HostSummary summary;
    private readonly IReadOnlyDictionary<string, Wire.ResourceReference> resources;
    private readonly Dictionary<string, Wire.Concern> concerns;

    /// <summary>Takes the parts.</summary>
    public HostSnapshot(Wire.HostSummary summary, IReadOnlyDictionary<string, Wire.ResourceReference> resources, IEnumerable<Wire.Concern> concerns)
    {
        (this.summary, this.resources) = (summary, resources);
        this.concerns = concerns.DistinctBy(c => c.Resource).ToDictionary(c => c.Resource);
        Hash = HashOf();
    }

    /// <summary>Tells this state from others. What moves all the time (memory) has no part in it.</summary>
    public string Hash { get; }

    /// <summary>All of it.</summary>
    public Wire.FullReport Whole() => new()
    {
        Summary = summary,
        Resources = { resources.Values },
        Concerns = { concerns.Values },
        StateHash = Hash,
    };

    /// <summary>What is different from an earlier state.</summary>
    public Wire.ReportDelta Since(HostSnapshot before) => new()
    {
        BaseHash = before.Hash,
        Summary = summary,
        Resources = { resources.Values.Where(r => !r.Equals(before.resources.GetValueOrDefault(r.Resource))) },
        RemovedResources = { before.resources.Keys.Where(id => !resources.ContainsKey(id)) },
        Concerns = { concerns.Values.Where(c => !c.Equals(before.concerns.GetValueOrDefault(c.Resource))) },
        EndedConcerns = { before.concerns.Keys.Where(id => !concerns.ContainsKey(id)) },
        StateHash = Hash,
    };

    // The encoding is the message's own: within one build it is the same for the same state, and nobody else has to work it out.
    private string HashOf()
    {
        var steady = new Wire.FullReport { Summary = summary.Clone(), Resources = { resources.Values }, Concerns = { concerns.Values } };
        steady.Summary.ResidentMib = 0;
        return Convert.ToHexStringLower(SHA256.HashData(steady.ToByteArray()));
    }
}
