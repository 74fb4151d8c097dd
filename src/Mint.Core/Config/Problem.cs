namespace Mint.Core.Config;

/// <summary>A mistake that a person can mend in the config repo. Problems are values and are reported all together.</summary>
/// <param name="Origin">Where it is.</param>
/// <param name="Path">The key path inside the host's configuration, dotted: <c>packages.nginx.version</c>.</param>
/// <param name="Message">What is wrong and what was expected, one sentence.</param>
/// <param name="Hint">How to mend it ("Did you mean 'nginx'?"); null when there is nothing to add.</param>
public sealed record Problem(Origin Origin, string Path, string Message, string? Hint = null);
