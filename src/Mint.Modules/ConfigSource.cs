using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Modules;

/// <summary>Reads what <c>source:</c>, <c>key:</c> and the like name in the config repo.</summary>
internal static class ConfigSource
{
    private const int Largest = 1 << 20;

    /// <summary>The bytes; null after a problem was reported at the key.</summary>
    public static byte[]? Read(CompileContext context, IReadOnlyList<string> key, string path)
    {
        var file = context.Files.Read(path, Largest);
        if (file.Content is null)
        {
            context.Problem(key, $"'{path}' {Explain(file.Fault)}", "Paths are relative to the root of the config repo.");
        }

        return file.Content;
    }

    private static string Explain(ConfigFileFault? fault) => fault switch
    {
        ConfigFileFault.TooLarge => "is larger than 1 MiB",
        ConfigFileFault.OutsideRepo => "leads out of the config repo",
        ConfigFileFault.NotAFile => "is not a file",
        _ => "is not in the config repo",
    };
}
