using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Testing;

internal sealed record NoteSpec([property: JsonConverter(typeof(SecretJsonConverter))] Secret Text, string Color);

internal sealed record NoteState(Secret Text, string Color);

/// <summary>What to break in <see cref="NoteProvider"/>.</summary>
internal enum Fault
{
    None,
    WritesWhilePlanning,
    NeverConverges,
    IgnoresChanges,
    Appends,
    LeavesFile,
    FailsOnAbsent,
    LeavesLock,
    TellsSecret,
    PassesSecretAsArgument,
    ForgetsToReload,
}

/// <summary>The smallest kind: two files that hold a secret note and its color. Every fault breaks one property.</summary>
internal sealed class NoteProvider(Fault fault) : ResourceProvider<NoteSpec, NoteState>
{
    public override string Kind => "note";

    protected override JsonTypeInfo<NoteSpec> SpecJson => NoteJson.Default.NoteSpec;

    protected override ValueTask<NoteState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        if (fault == Fault.WritesWhilePlanning)
        {
            (host as IHost)?.WriteFile("/etc/seen", "x"u8, FileAccess.RootReadable);
        }

        var color = host.ReadFile($"/etc/notes/{name}.color");
        return new(color is null ? null : new NoteState(new Secret(Text(host.ReadFile($"/etc/notes/{name}"))), Text(color)));
    }

    protected override IEnumerable<Difference> Compare(NoteSpec desired, NoteState? actual)
    {
        if (fault == Fault.NeverConverges || (fault != Fault.IgnoresChanges && actual?.Text.Equals(desired.Text) != true))
        {
            yield return new Difference("text", actual?.Text.ToString(), fault == Fault.TellsSecret ? desired.Text.Reveal() : desired.Text.ToString());
        }

        if (actual?.Color != desired.Color && (actual is null || fault != Fault.IgnoresChanges))
        {
            yield return new Difference("color", actual?.Color, desired.Color);
        }
    }

    protected override async Task ApplyAsync(string name, NoteSpec desired, NoteState? actual, IHost host, CancellationToken ct)
    {
        if (fault == Fault.PassesSecretAsArgument)
        {
            await host.RunAsync(new Command("true", desired.Text.Reveal()), ct);
        }

        if (fault == Fault.LeavesLock)
        {
            Lock(name, host);
        }

        var old = fault == Fault.Appends && actual is null ? Text(host.ReadFile($"/etc/notes/{name}.log")) : "";
        host.WriteFile($"/etc/notes/{name}.log", Encoding.UTF8.GetBytes(old + "+"), FileAccess.RootReadable);
        host.WriteFile($"/etc/notes/{name}", Encoding.UTF8.GetBytes(desired.Text.Reveal()), new FileAccess(0, 0, 0x180));
        host.WriteFile($"/etc/notes/{name}.color", Encoding.UTF8.GetBytes(desired.Color), FileAccess.RootReadable);
        host.Delete($"/etc/notes/{name}.lock");
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (fault == Fault.FailsOnAbsent && host.Stat($"/etc/notes/{name}.color") is null)
        {
            throw new ResourceException(FailureKind.Retry, "no such note");
        }

        host.Delete($"/etc/notes/{name}");
        host.Delete($"/etc/notes/{name}.log");
        if (fault != Fault.LeavesFile)
        {
            host.Delete($"/etc/notes/{name}.color");
        }

        return Task.CompletedTask;
    }

    protected override Task RefreshAsync(string name, NoteSpec desired, IHost host, CancellationToken ct)
    {
        if (fault != Fault.ForgetsToReload)
        {
            host.WriteFile($"/etc/notes/{name}.read", host.ReadFile("/etc/notes/settings") ?? [], FileAccess.RootReadable);
        }

        return Task.CompletedTask;
    }

    private static void Lock(string name, IHost host)
    {
        if (host.Stat($"/etc/notes/{name}.lock") is not null)
        {
            throw new ResourceException(FailureKind.Retry, "another writer holds the lock");
        }

        host.WriteFile($"/etc/notes/{name}.lock", ""u8, FileAccess.RootReadable);
    }

    private static string Text(byte[]? content) => content is null ? "" : Encoding.UTF8.GetString(content);
}

[JsonSerializable(typeof(NoteSpec))]
internal sealed partial class NoteJson : JsonSerializerContext;
