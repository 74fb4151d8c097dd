using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>What a refresh (a reload, a restart) is to bring about.</summary>
/// <param name="Change">Changes what the resource listens to, as the change of another resource would.</param>
/// <param name="IsSeen">Whether that change has come into force.</param>
public sealed record RefreshEffect(Func<IHost, CancellationToken, Task> Change, Func<IHost, CancellationToken, Task<bool>> IsSeen);
