using System.Diagnostics;
using Mint.UnitTests.Docs;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>The certified provider of npm, in tests/oidc-provider; installed there when it is first needed.</summary>
internal sealed class IdentityProvider : IDisposable
{
    public const string Secret = "a secret between the two, thirty-two bytes or more";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process process;

    private IdentityProvider(Process process, Uri issuer) => (this.process, Issuer) = (process, issuer.ToString().TrimEnd('/'));

    public string Issuer { get; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var directory = RepoRoot.Of("tests", "oidc-provider");
        await InstallAsync(directory);
        var process = Process.Start(new ProcessStartInfo("node", ["--no-warnings", "provider.mjs"])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // The coordinator's certificate is of its own authority.
            Environment = { ["NODE_TLS_REJECT_UNAUTHORIZED"] = "0" },
        }) ?? throw new AssertionException("node does not start");
        return new IdentityProvider(process, new Uri(await ReadAsync(process, "http://")));
    }

    /// <summary>Says where the coordinator is; who was logged in at the provider is so no longer.</summary>
    public async Task ServeAsync(Uri coordinator)
    {
        await process.StandardInput.WriteLineAsync(coordinator.ToString());
        await process.StandardInput.FlushAsync();
        await ReadAsync(process, "ready");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static async Task InstallAsync(string directory)
    {
        // npm leaves this file when it is done, so that half an installation is not taken for one.
        if (File.Exists(Path.Combine(directory, "node_modules", ".package-lock.json")))
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new AssertionException("npm does not start");
        var said = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.That(npm.ExitCode, Is.Zero, string.Concat(said));
    }

    // It may have warnings to print besides.
    private static async Task<string> ReadAsync(Process process, string beginning)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new AssertionException("the identity provider ended");
    }
}
