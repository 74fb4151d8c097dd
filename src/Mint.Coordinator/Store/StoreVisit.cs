using System.CommandLine;
using System.Data.Common;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Store;

/// <summary>
/// Works on the store without serving, beside a coordinator that may be running: the engines let one writer wait for the other, and what
/// is written counts at once.
/// </summary>
internal static class StoreVisit
{
    /// <summary>Does something with the store.</summary>
    public static async Task<int> RunAsync(CoordinatorOptions options, ParseResult parse, Func<IServiceProvider, Task<int>> act, CancellationToken ct)
    {
        await using var app = Server.Build(options, services => services.AddLogging(log =>
        {
            log.ClearProviders().SetMinimumLevel(LogLevel.Warning);
            // Standard output is for the answer.
            log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }));
        try
        {
            await app.Services.GetRequiredService<Migrator>().RunAsync(ct);
            var queue = app.Services.GetRequiredService<WriteQueue>();
            await queue.StartAsync(ct);
            var code = await act(app.Services);
            await queue.StopAsync(ct);
            return code;
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await parse.InvocationConfiguration.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
