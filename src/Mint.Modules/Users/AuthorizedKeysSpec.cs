namespace Mint.Modules.Users;

/// <summary>All keys that may log in as one user.</summary>
/// <param name="Keys">Sorted by name.</param>
public sealed record AuthorizedKeysSpec(IReadOnlyList<AuthorizedKey> Keys)
{
    /// <summary>The file's text.</summary>
    public string ToText() => "# Written by mint-agent: keys that are added here are removed.\n" + string.Concat(Keys.Select(k => k.Line + "\n"));
}

/// <summary>One key.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Line">Its line: options, type, base 64, comment.</param>
public sealed record AuthorizedKey(string Name, string Line);

/// <summary>What is there.</summary>
/// <param name="Lines">Keys of the file, without comments and empty lines.</param>
/// <param name="Fault">Why sshd, or we, do not trust the file as it is (owner, mode, a link); null when nothing is wrong.</param>
public sealed record AuthorizedKeysState(IReadOnlyList<string> Lines, string? Fault);
