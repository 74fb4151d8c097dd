using System.Security.Cryptography;
using System.Text;

namespace Mint.Agent.Link.Identity;

/// <summary>Tells one machine from another without giving its machine-id away, as machine-id(5) asks of programs.</summary>
internal static class MachineId
{
    /// <summary>Where systemd keeps it.</summary>
    public const string DefaultPath = "/etc/machine-id";

    private const int Length = 32;

    /// <summary>A keyed hash of the machine's identity, hex; null when the machine has none.</summary>
    public static string? Read(string path)
    {
        try
        {
            var id = File.ReadAllText(path).Trim();
            return id.Length == Length && id.All(char.IsAsciiHexDigitLower)
                ? Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(id), "mint-agent machine 1"u8))
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
