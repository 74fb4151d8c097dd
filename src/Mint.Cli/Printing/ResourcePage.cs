using System.Text.Encodings.Web;
using System.Text.Json;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints one resource: what is wanted, who owns it, what happened to it.</summary>
internal sealed class ResourcePage(Screen screen, TimeProvider clock)
{
    private const int LabelWidth = 10;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(ResourceReport resource)
    {
        screen.Write(Wording.Resource(resource.Resource), Tone.Strong).Write($"   {Standing(resource)}");
        screen.Line(resource.Origin is { } origin ? $"   {origin}" : "", Tone.Dim);
        if (resource.LastAppliedCommit is { } commit)
        {
            Row("applied", $"{Wording.Commit(commit)}{(resource.LastAppliedAt is { } at ? $", {time.Ago(at)}" : "")}");
        }

        Row("needs", string.Join(", ", resource.DependsOn.Select(Wording.Resource)));
        Row("notifies", string.Join(", ", resource.Notifies.Select(Wording.Resource)));
        Row("undo", resource.CanUndo ? "its content from before it was managed is kept: mint undo" : "");
        PrintSpec(resource.Spec);
        PrintEvents(resource.Events);
    }

    private static string Standing(ResourceReport resource) => (resource.Desired, resource.Owned, resource.Ownership) switch
    {
        (true, true, { } how) => $"wanted, {how} by the agent",
        (true, true, null) => "wanted, owned",
        (true, false, _) => "wanted, not applied yet",
        (false, true, _) => "no longer wanted, still owned",
        _ => "not wanted, not owned",
    };

    private void Row(string label, string text)
    {
        if (text.Length > 0)
        {
            screen.Write(label.PadRight(LabelWidth), Tone.Dim).Line(text);
        }
    }

    private void PrintSpec(JsonElement? spec)
    {
        if (spec is not { } element)
        {
            return;
        }

        screen.Line("wanted", Tone.Dim);
        foreach (var line in Indented(element).Split('\n'))
        {
            screen.Write("  ").Line(line);
        }
    }

    private static string Indented(JsonElement element)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            element.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void PrintEvents(IReadOnlyList<EventReport> events)
    {
        if (events.Count > 0)
        {
            screen.Line("history", Tone.Dim);
            new HistoryPage(screen, clock).Print(events);
        }
    }
}
