using Mint.Core.Config;
using Mint.Platform.Configuration;

namespace Mint.Cli.Doctor;

/// <summary>Whether someone is pinned to sign the first commit.</summary>
internal sealed class SignersCheck(AgentSettings? settings) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "signers";

    /// <inheritdoc/>
    public Task<Finding> LookAsync(CancellationToken ct) => Task.FromResult(settings is null ? Finding.Unknown("not known without the configuration") : Judge(settings.Signatures));

    private static Finding Judge(SignatureSettings? signatures)
    {
        var names = signatures?.Signers.Keys.Order(StringComparer.Ordinal).ToList() ?? [];
        return (names.Count, signatures?.Policy) switch
        {
            (0, SignaturePolicy.Warn) => Finding.Warn("nobody is pinned, and unsigned commits are applied", "Pin who may sign: signatures: in agent.yaml, and policy: require."),
            (0, _) => Finding.Fail("nobody is pinned to sign commits, so none is accepted", "Name them under signatures: signers: in agent.yaml."),
            (_, SignaturePolicy.Warn) => Finding.Warn($"{string.Join(", ", names)}; unsigned commits are applied all the same", "Set policy: require once everybody signs."),
            _ => Finding.Ok($"pinned: {string.Join(", ", names)}; a signature is required"),
        };
    }
}
