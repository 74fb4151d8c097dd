using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules;
using Mint.Testing;

namespace Mint.UnitTests.Ssh;

/// <summary>Compiles whole hosts, as <c>mint validate</c> does.</summary>
internal static class SshHosts
{
    public const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    public const string OtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXjNSuwe5D86Vf0WOdmrj1waWC3nBHwHn+xctyrtzeI";

    /// <summary>A host's YAML, and other files of the repo.</summary>
    public static CompileResult Compile(string yaml, params (string Path, string Text)[] others)
    {
        var files = Repo(yaml, others);
        var loaded = new ConfigLoader(files, ModuleCatalog.All).LoadHost("web-01");
        return loaded.Host is { } host
            ? HostCompiler.Compile(host, ModuleCatalog.All, new HostFacts("web-01"), files)
            : new CompileResult(ResourceGraph.Empty, loaded.Problems);
    }

    /// <summary>The repo of that.</summary>
    public static MemoryFiles Repo(string yaml, params (string Path, string Text)[] others)
    {
        var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n", ["hosts/web-01.yaml"] = yaml };
        foreach (var (path, text) in others)
        {
            files[path] = text;
        }

        return files;
    }
}
