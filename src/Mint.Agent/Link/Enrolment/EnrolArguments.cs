using Mint.Platform.Configuration;

namespace Mint.Agent.Link.Enrolment;

/// <summary>What stands behind <c>mint-agent enrol</c>.</summary>
internal sealed record EnrolArguments
{
    /// <summary>How it is used.</summary>
    public const string Usage = """
        Usage: mint-agent enrol --token TOKEN [--coordinator URL] [--config FILE]

        Trades the token that 'mint host add' printed for this host's certificate. Run it as root.

          --token TOKEN        the token; '-' reads it from standard input, which keeps it out of the shell's history
          --token-file FILE    reads it from a file
          --coordinator URL    https://coordinator.example.org:7443; needed when agent.yaml has no 'coordinator:', which is then added
          --config FILE        the agent's configuration; default /etc/mint-agent/agent.yaml
        """;

    /// <summary>The token as given; null when a file has it.</summary>
    public string? Token { get; init; }

    /// <summary>The file that has the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The coordinator, where it was named.</summary>
    public string? Coordinator { get; init; }

    /// <summary>agent.yaml.</summary>
    public string Config { get; init; } = AgentSettings.DefaultPath;

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static EnrolArguments? Parse(string[] words)
    {
        var parsed = new EnrolArguments();
        foreach (var pair in words.Chunk(2))
        {
            if (pair is not [var option, var value] || With(parsed, option, value) is not { } more)
            {
                return null;
            }

            parsed = more;
        }

        return (parsed.Token is null) != (parsed.TokenFile is null) ? parsed : null;
    }

    /// <summary>The token, from wherever it is.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string ReadToken(TextReader input) => this switch
    {
        { TokenFile: { } file } => File.ReadAllText(file),
        { Token: "-" } => input.ReadLine() ?? "",
        _ => Token ?? "",
    };

    private static EnrolArguments? With(EnrolArguments parsed, string option, string value) => option switch
    {
        "--token" => parsed with { Token = value },
        "--token-file" => parsed with { TokenFile = value },
        "--coordinator" => parsed with { Coordinator = value },
        "--config" => parsed with { Config = value },
        _ => null,
    };
}
