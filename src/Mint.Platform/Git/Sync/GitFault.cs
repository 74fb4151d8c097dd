using Mint.Core.Providers;

namespace Mint.Platform.Git.Sync;

/// <summary>Why the remote could not be read.</summary>
internal enum GitFault
{
    /// <summary>Name not found, connection refused or broken, server error: the network's or server's weather.</summary>
    Unreachable,

    /// <summary>Silent, or slower than the deadline allows.</summary>
    TimedOut,

    /// <summary>The remote does not let us in.</summary>
    Credentials,

    /// <summary>The remote's ssh host key is unknown or has changed.</summary>
    HostKey,

    /// <summary>The remote's certificate is not to be trusted.</summary>
    Certificate,

    /// <summary>No such repository, or none that these credentials may see.</summary>
    NoRepository,

    /// <summary>The repository lacks the branch.</summary>
    NoBranch,

    /// <summary>More than the limit.</summary>
    TooLarge,

    /// <summary>agent.yaml names a file or address that is of no use.</summary>
    Settings,

    /// <summary>The conversation made no sense, or the local clone could not take it in.</summary>
    Protocol,
}

/// <summary>The remote could not be read.</summary>
/// <param name="fault">Why, for decisions.</param>
/// <param name="message">Why and what to look at, for people.</param>
/// <param name="inner">What lies under it, if anything.</param>
internal sealed class GitFaultException(GitFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public GitFault Fault { get; } = fault;

    /// <summary>What follows: only weather passes by itself.</summary>
    public FailureKind Kind => Fault is GitFault.Unreachable or GitFault.TimedOut or GitFault.Protocol ? FailureKind.Retry : FailureKind.NeedsPerson;
}
