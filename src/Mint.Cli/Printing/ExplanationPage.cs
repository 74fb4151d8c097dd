using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints why a key has its value: the value, then what each layer says, lowest first.</summary>
internal sealed class ExplanationPage(Screen screen)
{
    /// <summary>Prints it.</summary>
    public void Print(ExplanationReport explanation)
    {
        screen.Line(explanation.Value ?? "(not set)", Tone.Strong);
        var places = explanation.Layers.Select(l => l.Origin is null ? l.Layer : Wording.Place(l.Origin)).ToList();
        var (width, values) = (places.Max(p => p.Length), explanation.Layers.Max(l => l.Value.Length));
        foreach (var (layer, place) in explanation.Layers.Zip(places))
        {
            screen.Write(layer.Wins ? "  ▸ " : "    ", Tone.Good).Write(place.PadRight(width), Tone.Dim).Write("  ");
            if (layer.Wins)
            {
                screen.Write(layer.Value.PadRight(Math.Min(values, 60)), Tone.Strong).Line($"   wins ({layer.Reason})", Tone.Good);
            }
            else
            {
                screen.Line(layer.Value);
            }
        }
    }
}
