using System.Text.Json.Serialization;

namespace Mint.Core.Secrets;

/// <summary>
/// One secret as it lies in the config repo, <c>secrets/NAME.yaml</c>: its value encrypted with age, and in the clear who can read it.
/// Written by <c>mint secret</c> alone.
/// </summary>
public sealed record SecretFile
{
    /// <summary>The format that this build reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The longest value, in bytes of UTF-8.</summary>
    public const int LongestValue = 256 << 10;

    /// <summary>Format version, 1.</summary>
    public required int Version { get; init; }

    /// <summary>Made anew with each new value, and sealed with it: an older value can't be put back unseen, nor be taken for a change where a value was only encrypted anew.</summary>
    public required string Id { get; init; }

    /// <summary>Day on which the value was set, <c>2026-11-25</c>.</summary>
    public required string Changed { get; init; }

    /// <summary>How many random characters the value has; null when a person chose it. Only such a value can be rotated without being told the new one.</summary>
    public int? Generated { get; init; }

    /// <summary>Who can decrypt it.</summary>
    public required SecretReaders Readers { get; init; }

    /// <summary>Who could once read this very value and no longer can decrypt it, with the day on which that ended; they may still know it.</summary>
    public IReadOnlyDictionary<string, string>? KnownTo { get; init; }

    /// <summary>The value, as an armoured age file.</summary>
    public required string Value { get; init; }

    /// <summary>What stands for the value where it can't be opened.</summary>
    public string Identity(string name) => $"{name}#{Id}";
}

/// <summary>Who can decrypt a secret, each with the fingerprint of the key that it was encrypted to.</summary>
public sealed record SecretReaders
{
    /// <summary>Hosts by name.</summary>
    public IReadOnlyDictionary<string, string> Hosts { get; set; } = new Dictionary<string, string>();

    /// <summary>Administrators by name.</summary>
    public IReadOnlyDictionary<string, string> Admins { get; set; } = new Dictionary<string, string>();
}

/// <summary>The contract of a secret's file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SecretFile))]
internal sealed partial class SecretsJson : JsonSerializerContext;
