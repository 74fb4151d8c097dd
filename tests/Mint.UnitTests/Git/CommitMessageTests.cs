using Mint.Core.Reporting;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class CommitMessageTests
{
    [TestCase("One\n\nTwo", "One")]
    [TestCase("\n\n  One  \r\nTwo", "One")]
    [TestCase("", "")]
    [TestCase("Red \u001b[31m\u0007!", "Red  [31m !")]
    public void Subject_Message_IsItsFirstLineWithoutControls(string message, string subject) =>
        Assert.That(CommitMessage.Subject(message), Is.EqualTo(subject));

    [Test]
    public void Subject_VeryLong_IsCut() => Assert.That(CommitMessage.Subject(new string('x', 100_000)), Has.Length.EqualTo(200).And.EndsWith("…"));

    [TestCase("Mint-Allow: delete=6", Description = "the subject is no trailer")]
    [TestCase("S\n\nBody\nMint-Allow: delete=6", Description = "a paragraph with prose holds none")]
    [TestCase("S\n\nMint-Allow: delete=6\n\nThe end.", Description = "only the last paragraph counts")]
    [TestCase("S\n\nMint Allow: delete=6")]
    public void Trailers_NoTrailerBlock_IsEmpty(string message) => Assert.That(CommitMessage.Trailers(message), Is.Empty);

    [Test]
    public void Trailers_Block_GivesNamesAndValuesInOrder()
    {
        Assert.That(
            CommitMessage.Trailers("S\r\n\r\nmint-allow: delete=6\r\nSigned-off-by: Anna\r\nMint-Allow: restart=2,\r\n  more\r\n"),
            Is.EqualTo(new KeyValuePair<string, string>[]
            {
                new("mint-allow", "delete=6"), new("Signed-off-by", "Anna"), new("Mint-Allow", "restart=2, more"),
            }));
    }
}
