using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>
/// The one place that catches broadly: whatever a provider throws becomes a failure of its resource, and the run goes on.
/// </summary>
internal static class Attempt
{
    /// <summary>Runs one action; null when it succeeded.</summary>
    public static async Task<ResourceException?> RunAsync(Func<Task> action, CancellationToken ct)
    {
        try
        {
            await action();
            return null;
        }
        catch (ResourceException failure)
        {
            return failure;
        }
#pragma warning disable CA1031 // a provider's bug must not stop the reconciling of everything else
        catch (Exception failure) when (!(failure is OperationCanceledException && ct.IsCancellationRequested))
#pragma warning restore CA1031
        {
            return new ResourceException(FailureKind.Retry, $"unexpected {failure.GetType().Name}: {failure.Message}", inner: failure);
        }
    }
}
