using Mint.Core.Graph;
using Mint.Core.Planning;

namespace Mint.Core.Guarding;

/// <summary>A reason to hold changes back that only a module can know, such as the last way in.</summary>
public interface IGuardRule
{
    /// <summary>Holds for those of the changes that must not go on.</summary>
    /// <param name="changes">Changes that no other rule held.</param>
    /// <param name="desired">What the host shall be.</param>
    /// <param name="release">What the commit's trailers release.</param>
    IEnumerable<Hold> Review(IReadOnlyList<Change> changes, ResourceGraph desired, Release release);
}
