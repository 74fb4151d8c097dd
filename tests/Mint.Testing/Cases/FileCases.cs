using Mint.Core.Hosts;
using Mint.Modules.Files;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>Files, directories, links and blocks.</summary>
internal sealed class FileCases : IConformanceCases
{
    private const string Shared = Scratch.Area + "/shared.conf";

    public IEnumerable<ConformanceCase> Cases =>
    [
        File("text", FileSpec.Readable("hello\n"), FileSpec.Readable("good bye\n"), Scratch.Write(Scratch.Area + "/text", "tampered\n")),
        File(
            "binary",
            new FileSpec(FileContent.Of([0, 1, 2, 255])) { Mode = "0600" },
            new FileSpec(FileContent.Of([255, 0])) { Mode = "0640", Owner = "daemon", Group = "daemon" },
            Scratch.Access(Scratch.Area + "/binary", new FileAccess(1, 1, 0x1FF))),
        File(
            "checked",
            FileSpec.Readable("#!/bin/sh\necho \"hello\"\n") with { Mode = "0755", Check = FileCheck.Sh },
            FileSpec.Readable("#!/bin/sh\necho \"good bye\"\n") with { Mode = "0755", Check = FileCheck.Sh },
            Scratch.Delete(Scratch.Area + "/checked")),
        File(
            "secret",
            new FileSpec(FileContent.Of(new Secret("password=canary-file\n"))) { Mode = "0600" },
            new FileSpec(FileContent.Of(new Secret("password=canary-file2\n"))) { Mode = "0600" },
            Scratch.Write(Scratch.Area + "/secret", "password=canary-file3\n")) with
        {
            Canary = "canary-file",
        },
        InScratch(new DirectoryProvider(), "plain", Scratch.Area + "/directory", new DirectorySpec(), new DirectorySpec("daemon", "daemon", "0750"),
            Scratch.Access(Scratch.Area + "/directory", new FileAccess(0, 0, 0x1FF))),
        InScratch(new LinkProvider(), "plain", Scratch.Area + "/link", new LinkSpec("/etc/hostname"), new LinkSpec("../hosts"),
            (host, _) =>
            {
                host.CreateLink(Scratch.Area + "/link", "elsewhere");
                return Task.CompletedTask;
            }),
        Block("end", new BlockSpec("one\ntwo\n"), new BlockSpec("three\n")),
        Block("start", new BlockSpec("one\n") { At = BlockPlace.Start, Comment = ";" }, new BlockSpec("one\n") { Comment = "#" }),
    ];

    private static ConformanceCase File(string name, FileSpec spec, FileSpec changed, Func<IHost, CancellationToken, Task> tamper) =>
        InScratch(new FileProvider(), name, $"{Scratch.Area}/{name}", spec, changed, tamper) with { Arrange = FakeShell.Install };

    private static ConformanceCase Block(string name, BlockSpec spec, BlockSpec changed)
    {
        var written = $"theirs\n{spec.Comment} mint-agent begin {name}\ntampered\n{spec.Comment} mint-agent end {name}\nno newline";
        return InScratch(new BlockProvider(), name, $"{Shared}#{name}", spec, changed, Scratch.Write(Shared, written)) with
        {
            Prepare = async (host, ct) =>
            {
                await Scratch.MakeAsync(host, ct);
                await Scratch.Write(Shared, "theirs\nno newline")(host, ct);
            },
        };
    }

    private static ConformanceCase InScratch(
        Core.Providers.IResourceProvider provider, string name, string path, object spec, object changed, Func<IHost, CancellationToken, Task> tamper) =>
        new(provider, name, path, spec, changed, tamper) { Prepare = Scratch.MakeAsync, CleanUp = Scratch.RemoveAsync };
}
