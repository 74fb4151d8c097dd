using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.People;

/// <summary>What a person should do when somebody leaves, in the order that locks nobody out.</summary>
internal static class RemovalSteps
{
    /// <summary>The steps.</summary>
    /// <param name="report">All that is known.</param>
    /// <param name="isThere">Whether any host still has the user, or may have.</param>
    public static IEnumerable<string> Of(RemovalReport report, bool isThere)
    {
        var name = report.Name;
        if (report.ShutOut.Count > 0)
        {
            yield return $"Give somebody who stays a key and sudo on {string.Join(", ", report.ShutOut)}, and let that reach the hosts first.";
        }

        if (report.LastSigner)
        {
            yield return "Add another signer, in a commit that this one signs: without a signer no host accepts a commit again.";
        }

        if (Places(report, "user") is { Length: > 0 } users)
        {
            yield return Account(name, users, isThere);
        }

        if (Places(report, "ssh-login", "signer", "secret-admin", "other") is { Length: > 0 } others)
        {
            yield return $"Take the name out at {others}.";
        }

        if (report.Mentions.Any(m => m.Kind == "secret-admin"))
        {
            yield return "Encrypt the secrets anew without the person, in the same commit: mint secret rekey. The person may know their values: mint secret check lists them until they get new ones.";
        }

        if (report.SharedKeys.Count > 0)
        {
            var places = report.SharedKeys.Select(k => $"{k.User} at {Wording.Place(k.Origin)}").Distinct();
            yield return $"Take the person's key from other users: {string.Join(", ", places)}.";
        }

        yield return "Commit it, signed by somebody who stays; see what it does with mint plan --all --from REV --to HEAD, and where it has arrived with mint commits.";
        yield return "End what is not in this repo: tokens of the coordinator (mint token list), the login at the identity provider, passwords that the person knows.";
    }

    private static string Places(RemovalReport report, params string[] kinds) =>
        string.Join(", ", report.Mentions.Where(m => kinds.Contains(m.Kind)).Select(m => Wording.Place(m.Origin)));

    private static string Account(string name, string users, bool isThere) => name switch
    {
        "root" => $"Write 'ssh_keys: {{}}' in place of the keys at {users}: root stays, and no key opens it. Just taking the lines out removes the keys where the agent wrote the file.",
        _ when isThere => $"Write '{name}: {{ state: absent }}' in place of what stands at {users}: sessions end, and the account and its sudo go from every host, "
            + "also where it was there before the host was managed; the home directory stays. Just taking the lines out removes only accounts that the agent made.",
        _ => $"Take the lines out at {users}, once every host has applied that the user is absent.",
    };
}
