using System.Text.RegularExpressions;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>Judges a password's hash by its form, and hands it over. Its text leaves here to the standard input of chpasswd only.</summary>
internal static partial class PasswordHash
{
    /// <summary>Refuses what is no hash: it would be a password in the clear, or one that nobody can know.</summary>
    /// <exception cref="ResourceException">It is no hash; the message does not hold it.</exception>
    public static void Check(string user, Secret password)
    {
        if (!Form().IsMatch(password.Reveal()))
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"the password of {user} is not the whole of a crypt(3) hash of the kind $y$, $7$, $2b$, $6$ or $5$; make one with 'mkpasswd' (package whois) or 'openssl passwd -6'");
        }
    }

    /// <summary>Sets it.</summary>
    public static Command Set(string user, Secret password) =>
        new("chpasswd", "--encrypted") { SecretInput = new Secret($"{user}:{password.Reveal()}\n") };

    /// <summary>A found one as a difference prints it.</summary>
    public static string Describe(Secret found) => found.Reveal() switch
    {
        "" => "empty",
        ['!' or '*', .. var rest] => rest.Trim('!', '*').Length == 0 ? "none" : "locked",
        _ => found.ToString(),
    };

    /// <summary>A kind, at least one more part, and a hash of that kind's least length: what was cut when it was copied is refused.</summary>
    [GeneratedRegex(@"\A\$(?:y|gy|7|2[aby]|5|6)(?:\$[./0-9A-Za-z=,+\-]+)+\$[./0-9A-Za-z]{43,86}\z")]
    private static partial Regex Form();
}
