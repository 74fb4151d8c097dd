using System.Text.Json;
using System.Text.Json.Serialization;
using Mint.Cli.Fleet;

namespace Mint.Cli.Login;

/// <summary>Where the person is logged in: <c>~/.config/mint/logins.json</c>, for its owner's eyes only.</summary>
internal sealed record Logins
{
    /// <summary>The file's name.</summary>
    public const string FileName = "logins.json";

    /// <summary>One for each coordinator.</summary>
    [JsonPropertyName("logins")]
    public IReadOnlyList<StoredLogin> All { get; init; } = [];

    /// <summary>The login with the coordinator at an address; null when there is none.</summary>
    public StoredLogin? At(Uri url) => All.FirstOrDefault(l => Uri.TryCreate(l.Url, UriKind.Absolute, out var at) && at == url);

    /// <summary>These, and one more; it takes the place of one with the same coordinator.</summary>
    public Logins With(StoredLogin login) => new() { All = [.. All.Where(l => l.Url != login.Url), login] };

    /// <summary>These without one.</summary>
    public Logins Without(StoredLogin login) => new() { All = [.. All.Where(l => l != login)] };

    /// <summary>Reads the file; none when there is no such file.</summary>
    /// <exception cref="CommandException">It can't be read, is open to others, or is not ours.</exception>
    public static Logins Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return new Logins();
        }

        ApiToken.RefuseOpenFile(path);
        try
        {
            return JsonSerializer.Deserialize(SmallFile.Read(path), LoginJson.Default.Logins) ?? throw Broken(path);
        }
        catch (JsonException)
        {
            throw Broken(path);
        }
    }

    /// <summary>Writes the file, or deletes it when there is no login.</summary>
    /// <exception cref="CommandException">It can't be written.</exception>
    public void Write(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            if (All.Count == 0)
            {
                File.Delete(path);
                return;
            }

            Directory.CreateDirectory(directory);
            // Whole or not at all, and never open to others, not even for a moment.
            var draft = $"{path}.{Environment.ProcessId}";
            using (var file = new FileStream(draft, ForOwner()))
            {
                JsonSerializer.Serialize(file, this, LoginJson.Default.Logins);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} can't be written: {failure.Message}");
        }
    }

    private static FileStreamOptions ForOwner()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static CommandException Broken(string path) => new($"{path} does not hold logins.", $"mint login writes it; delete it: rm {path}");
}

/// <summary>One login.</summary>
internal sealed record StoredLogin
{
    /// <summary>The coordinator's address.</summary>
    public required string Url { get; init; }

    /// <summary>What lets us in there.</summary>
    public required string Token { get; init; }

    /// <summary>Whom to trust there instead of the system's authorities; null for those.</summary>
    public string? CaFile { get; init; }

    /// <summary>Who is logged in.</summary>
    public required string Person { get; init; }

    /// <summary>When it ends, used or not.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}
