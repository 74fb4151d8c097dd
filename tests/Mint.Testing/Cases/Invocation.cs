using System.Text;
using Mint.Core.Hosts;
using Mint.Testing.Conformance;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>Tells by the id that systemd gives each start of a unit whether it was started again.</summary>
internal static class Invocation
{
    private const string Remembered = "/run/mint-conformance-invocation";

    /// <summary>A refresh that starts the unit again.</summary>
    public static RefreshEffect Effect(string unit) => new(
        async (host, ct) =>
        {
            await ForgetStartsAsync(host, unit, ct);
            host.WriteFile(Remembered, Encoding.UTF8.GetBytes(await CurrentAsync(host, unit, ct)), FileAccess.RootReadable);
        },
        async (host, ct) => await CurrentAsync(host, unit, ct) is { Length: > 0 } id && id != Encoding.UTF8.GetString(host.ReadFile(Remembered) ?? []));

    /// <summary>Lets systemd forget how often a unit was started: a test starts it more often in ten seconds than systemd lets anybody.</summary>
    public static Task ForgetStartsAsync(IHost host, string unit, CancellationToken ct) => host.RunAsync(new Command("systemctl", "reset-failed", unit), ct);

    private static async Task<string> CurrentAsync(IHost host, string unit, CancellationToken ct) =>
        (await host.RunAsync(new Command("systemctl", "show", "--property=InvocationID", "--value", "--", unit), ct)).Output.Trim();
}
