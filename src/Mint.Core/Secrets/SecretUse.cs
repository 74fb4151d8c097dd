using Mint.Core.Config;

namespace Mint.Core.Secrets;

/// <summary>A place in a host's merged configuration that asks for a secret.</summary>
/// <param name="Name">The secret.</param>
/// <param name="Host">The host.</param>
/// <param name="Path">Key path inside the host's configuration.</param>
/// <param name="Origin">Where it is written.</param>
public sealed record SecretUse(string Name, string Host, string Path, Origin Origin);
