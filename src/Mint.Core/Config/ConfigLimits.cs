namespace Mint.Core.Config;

/// <summary>Bounds on what the config repo may ask of the loader; past them a file is refused rather than worked on.</summary>
internal static class ConfigLimits
{
    /// <summary>Bytes of one YAML file.</summary>
    public const int FileBytes = 1 << 20;

    /// <summary>Levels of one YAML file.</summary>
    public const int Depth = 64;

    /// <summary>Values of one file, and of all layers of a host together, aliases counted as what they stand for.</summary>
    public const int Nodes = 100_000;

    /// <summary>Groups of one host.</summary>
    public const int Groups = 64;

    /// <summary>Characters of one value after <c>${…}</c> is filled in.</summary>
    public const int ExpandedValue = 1 << 20;

    /// <summary>Characters of all filled-in values of one host.</summary>
    public const int ExpandedTotal = 16 << 20;

    /// <summary>How deep a <c>${a:-${b:-…}}</c> may nest.</summary>
    public const int TemplateDepth = 32;

    /// <summary>Unknown variables that get a guess at what was meant; guessing costs more than finding.</summary>
    public const int Guesses = 50;

    /// <summary>Problems that one file may report; a file with more is not the one that was meant.</summary>
    public const int ProblemsPerFile = 200;
}
