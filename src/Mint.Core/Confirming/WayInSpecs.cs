using System.Security.Cryptography;
using System.Text;

namespace Mint.Core.Confirming;

/// <summary>Tells whether two commits want the same of some resources of the way in.</summary>
public static class WayInSpecs
{
    private const string Absent = "-";

    /// <summary>A hash of what is wanted of resources; that one is not wanted at all counts as well.</summary>
    public static string Hash(DesiredState desired, IEnumerable<ResourceId> members)
    {
        ArgumentNullException.ThrowIfNull(desired);
        var text = string.Join('\n', members.Order().Select(id => $"{id} {(desired.Graph.Find(id) is null ? Absent : desired.HashOf(id))}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
