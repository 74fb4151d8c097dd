using Mint.Core.Hosts;
using Mint.Platform.Linux.Units;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class UnitTests
{
    [TestCase("/org/freedesktop/systemd1/unit/nginx_2eservice", "nginx.service")]
    [TestCase("/org/freedesktop/systemd1/unit/wg_2dquick_40mint0_2eservice", "wg-quick@mint0.service")]
    [TestCase("/org/freedesktop/systemd1/unit/_2d_2emount", "-.mount")]
    [TestCase("/org/freedesktop/systemd1/job/7", null)]
    [TestCase(null, null)]
    public void Decode_Path_GivesUnit(string? path, string? unit) => Assert.That(UnitPath.Decode(path), Is.EqualTo(unit));

    [Test]
    public void Parse_ListOfUnits_ReadsFourColumns()
    {
        var units = UnitLister.Parse("cron.service    loaded active running Regular background program\nbad\n-.mount loaded active mounted Root Mount\n");

        Assert.That(units.Values, Is.EqualTo(new[]
        {
            new LoadedUnit("cron.service", "loaded", "active", "running"),
            new LoadedUnit("-.mount", "loaded", "active", "mounted"),
        }));
    }
}
