using Mint.Modules.Cron;
using Mint.Modules.Files;
using NUnit.Framework;

namespace Mint.UnitTests.Cron;

public sealed class CronModuleTests
{
    [Test]
    public void Compile_Job_IsOneFile()
    {
        var context = Sections.Compile(
            new CronModule(),
            """{"dump": {"schedule": "15  3 * * mon-fri", "command": "dump +%F", "user": "postgres", "comment": "nightly", "environment": {"MAILTO": "", "A": "say \"x\""}}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Single().Id.ToString(), Is.EqualTo("file//etc/cron.d/dump"));
        Assert.That(
            ((FileSpec)context.Resources.Single().Spec).Content.Text,
            Is.EqualTo(
                "# Managed by mint-agent; edit the config repo instead.\n# nightly\nA='say \"x\"'\nMAILTO=\"\"\n15 3 * * mon-fri postgres dump +\\%F\n"));
    }

    [Test]
    public void Compile_Disabled_IsACommentInTheFile()
    {
        var context = Sections.Compile(new CronModule(), """{"a": {"schedule": "@daily", "command": "x", "enabled": false}}""");

        Assert.That(((FileSpec)context.Resources.Single().Spec).Content.Text, Does.EndWith("# disabled: @daily root x\n"));
    }

    [TestCase("* * * * *")]
    [TestCase("0,30 */2 1-15/3 jan,dec 7")]
    [TestCase("59 23 31 12 sun-sat")]
    [TestCase("@reboot")]
    public void Read_GoodSchedule_HasNoFault(string schedule) => Assert.That(CronSchedule.Read(schedule).Fault, Is.Null);

    [TestCase("60 * * * *", "minute")]
    [TestCase("* 24 * * *", "hour")]
    [TestCase("* * 0 * *", "day of month")]
    [TestCase("* * * 13 *", "month")]
    [TestCase("* * * * 8", "day of week")]
    [TestCase("* * * * sunday", "day of week")]
    [TestCase("5/10 * * * *", "5-59/10")]
    [TestCase("*/0 * * * *", "step")]
    [TestCase("* 5-2 * * *", "ends before it begins")]
    [TestCase("*, * * * *", "minute")]
    [TestCase("-1 * * * *", "minute")]
    [TestCase("* * * *", "4 fields")]
    [TestCase("* * * * * root", "6 fields")]
    [TestCase("@fortnightly", "none of")]
    [TestCase("", "0 fields")]
    public void Read_BadSchedule_SaysWhichField(string schedule, string what) => Assert.That(CronSchedule.Read(schedule).Fault, Does.Contain(what));

    [TestCase("""{"a.b": {"schedule": "@daily", "command": "x"}}""", "cron.a.b")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "x\ny"}}""", "cron.a.command")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "date +\\%F"}}""", "cron.a.command")]
    [TestCase("""{"a": {"schedule": "@daily", "command": " "}}""", "cron.a.command")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "x", "user": "root rm"}}""", "cron.a.user")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "x", "user": "0"}}""", "cron.a.user")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "x", "environment": {"A B": "x"}}}""", "cron.a.environment.A B")]
    [TestCase("""{"a": {"schedule": "@daily", "command": "x", "environment": {"A": "x\ny"}}}""", "cron.a.environment.A")]
    public void Compile_BadInput_IsOneProblemAndNoFile(string json, string path)
    {
        var context = Sections.Compile(new CronModule(), json);

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
        Assert.That(context.Resources, Is.Empty);
    }
}
