using NUnit.Framework;

namespace Mint.UnitTests.Protocol;

/// <summary>
/// Agents and coordinators of different versions speak with each other, so what was sent once must be read alike for ever: a field that is
/// renumbered, retyped, renamed or removed fails here. After adding a message or a field, run <see cref="Record"/> by name and commit the new
/// files; those that are there stay as they are.
/// </summary>
public sealed class CompatibilityTests
{
    [TestCaseSource(typeof(Records), nameof(Records.Names))]
    public void Record_OfThen_IsReadAlikeToday(string name)
    {
        var type = Records.TypeOf(name);
        Assert.That(type, Is.Not.Null, "the type is gone");
        var bytes = Records.Read(name);
        var message = type?.Parser.ParseFrom(bytes);
        var known = type?.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);

        Assert.That(message is null ? null : Records.Content(message), Is.EqualTo(Records.ReadContent(name)));
        Assert.That(known?.CalculateSize(), Is.EqualTo(bytes.Length), "not every field is known");
    }

    [Test]
    public void Records_CoverEveryField() => Assert.That(Records.Missing().Select(m => m.Name), Is.Empty, "run Record and commit what it writes");

    [Test]
    [Explicit("Writes the checked-in records of what is new.")]
    public void Record()
    {
        foreach (var (name, message) in Records.Missing())
        {
            Records.Write(name, message);
        }

        Assert.That(Records.Missing(), Is.Empty);
    }
}
