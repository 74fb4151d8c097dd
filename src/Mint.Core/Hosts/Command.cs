namespace Mint.Core.Hosts;

/// <summary>A program to run on the host to change it. Arguments are passed as they are, never through a shell.</summary>
/// <param name="Program">Name, looked up in the fixed PATH of a root login, or an absolute path.</param>
/// <param name="Arguments">Arguments; never a secret, for every user can read them.</param>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Given to the program's standard input; null closes it at once.</summary>
    public string? Input { get; init; }

    /// <summary>A secret given to the program's standard input, instead of <see cref="Input"/>: nobody else can read it there.</summary>
    public Secret? SecretInput { get; init; }

    /// <summary>
    /// Secrets that the program reads from files (<c>--password-file</c>, <c>--env-file</c>), by the word that stands for the path in the
    /// arguments. Each file lies in memory, for root alone, while the program runs. The way for tools that can't read it from standard input.
    /// </summary>
    public IReadOnlyDictionary<string, Secret> SecretFiles { get; init; } = new Dictionary<string, Secret>();

    /// <summary>Added to the fixed environment (PATH, LC_ALL=C.UTF-8, HOME=/root); never a secret, for what the program starts inherits it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>After this the program is asked to end (SIGTERM), then killed; default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a running program may go on when the agent stops; default 10 s, long for what must not be cut (apt).
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
