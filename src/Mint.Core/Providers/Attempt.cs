namespace Mint.Core.Providers;

/// <summary>
/// The one place that catches broadly: whatever a provider throws becomes a failure of its resource, and the run goes on.
/// </summary>
internal static class Attempt
{
    /// <summary>
    /// Runs one change. When it is cancelled it counts as neither done nor failed; only a fresh look can tell how far it came.
    /// </summary>
    public static async Task<ResourceException?> ToTheEndAsync(Func<Task> change, CancellationToken ct)
    {
        try
        {
            return await RunAsync(change, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

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
