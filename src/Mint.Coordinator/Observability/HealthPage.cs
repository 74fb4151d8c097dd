using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mint.Coordinator.Observability;

/// <summary>What <c>/healthz</c> answers: one word, and one for each check. Nothing here is secret.</summary>
internal static class HealthPage
{
    /// <summary>Writes the answer.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = Word(report.Status),
            version = Store.Identity.Version,
            checks = report.Entries
                .Select(e => new { name = e.Key, status = Word(e.Value.Status), detail = e.Value.Description ?? "" })
                .Prepend(new { name = "process", status = "healthy", detail = "it answers" }),
        },
        context.RequestAborted);

    private static string Word(HealthStatus status) => status == HealthStatus.Healthy ? "healthy" : "unhealthy";
}
