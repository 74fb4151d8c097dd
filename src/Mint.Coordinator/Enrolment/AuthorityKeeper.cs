using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>Has the authority ready before the first listener opens.</summary>
internal sealed partial class AuthorityKeeper(CoordinatorOptions options, Database database, WriteQueue queue, TimeProvider time, ILogger<AuthorityKeeper> logger)
    : IHostedService
{
    private Authority? authority;

    /// <summary>The authority.</summary>
    /// <exception cref="InvalidOperationException">Asked for before the start.</exception>
    public Authority Authority => authority ?? throw new InvalidOperationException("The authority is not loaded yet.");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        authority = database.IsShared
            ? await new AuthorityFacts(queue, time).LoadAsync(cancellationToken)
            : new AuthorityFile(options.AuthorityDirectory, time).Load();
        LogReady(authority.Root.Subject, authority.Pin);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Authority: {Subject}, pin {Pin}")]
    private partial void LogReady(string subject, string pin);
}
