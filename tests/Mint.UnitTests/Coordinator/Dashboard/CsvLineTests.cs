using Mint.Coordinator.Dashboard;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class CsvLineTests
{
    [TestCase("plain", "\"plain\"")]
    [TestCase("", "\"\"")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("a=1", "\"a=1\"")]
    [TestCase("=1+1", "\"'=1+1\"")]
    [TestCase("+1", "\"'+1\"")]
    [TestCase("-1", "\"'-1\"")]
    [TestCase("@SUM(A1)", "\"'@SUM(A1)\"")]
    [TestCase("\t=1", "\"'\t=1\"")]
    [TestCase("\r=1", "\"'\r=1\"")]
    [TestCase("\n=1", "\"'\n=1\"")]
    [TestCase("＝1", "\"'＝1\"")]
    [TestCase("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    public void Of_ACell_IsTextForEverySpreadsheet(string text, string cell) => Assert.That(CsvLine.Of(text), Is.EqualTo(cell + "\r\n"));

    [Test]
    public void Of_SeveralCells_IsOneLine() => Assert.That(CsvLine.Of("a", "", "c"), Is.EqualTo("\"a\",\"\",\"c\"\r\n"));
}
