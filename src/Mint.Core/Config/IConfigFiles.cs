namespace Mint.Core.Config;

/// <summary>
/// The files of one revision of a config repo, whether a directory or a Git tree. Paths are relative, with forward
/// slashes. An implementation never follows a link out of the repo and never returns more than the asked bytes.
/// </summary>
public interface IConfigFiles
{
    /// <summary>Reads one file. A problem (not found, a link out of the repo, too large) is told by <see cref="ConfigFile.Fault"/>.</summary>
    /// <param name="path">Relative path; one that leaves the repo gives a fault.</param>
    /// <param name="maxBytes">Upper bound; a larger file gives a fault and is not read.</param>
    ConfigFile Read(string path, int maxBytes);

    /// <summary>File names (not paths) directly inside a directory, ordinal order; empty when the directory is absent.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Names of the directories directly inside a directory, ordinal order; empty when it is absent.</summary>
    IReadOnlyList<string> Directories(string directory);
}

/// <summary>One file of the config repo, or the reason why it can't be had.</summary>
/// <param name="Content">The bytes; null when there is a fault.</param>
/// <param name="Fault">Null when the file was read.</param>
public sealed record ConfigFile(byte[]? Content, ConfigFileFault? Fault);

/// <summary>Why a file of the config repo can't be read.</summary>
public enum ConfigFileFault
{
    /// <summary>No such file.</summary>
    NotFound,

    /// <summary>Larger than the caller allows.</summary>
    TooLarge,

    /// <summary>The path or a link in it leaves the repo.</summary>
    OutsideRepo,

    /// <summary>A directory, a device or a submodule.</summary>
    NotAFile,
}
