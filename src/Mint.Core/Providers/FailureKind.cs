namespace Mint.Core.Providers;

/// <summary>What follows from a failure. Decisions are made by this, never by a message's text.</summary>
public enum FailureKind
{
    /// <summary>Likely to pass: tried again with back-off.</summary>
    Retry,

    /// <summary>Tried again at a known time.</summary>
    WaitUntil,

    /// <summary>Will not pass by itself: tried again only when its configuration changes or a person asks.</summary>
    NeedsPerson,

    /// <summary>Not tried, since something it depends on failed.</summary>
    Skipped,

    /// <summary>Applied without an error, yet a fresh look still differs.</summary>
    NotConverged,
}
