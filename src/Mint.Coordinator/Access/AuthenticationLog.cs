namespace Mint.Coordinator.Access;

/// <summary>What authentication tells the operators.</summary>
internal static partial class AuthenticationLog
{
    /// <summary>Nobody can be let in for now.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody can log in because the store can't be reached: {Reason}")]
    public static partial void LogStoreAway(this ILogger logger, string reason);

    /// <summary>The identity provider does not say who somebody is.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider could not be asked about a person: {Reason}")]
    public static partial void LogProviderAway(this ILogger logger, string reason);
}
