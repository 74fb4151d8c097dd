using Mint.Modules.Mounts;
using NUnit.Framework;

namespace Mint.UnitTests.Mounts;

public sealed class MountsModuleTests
{
    [TestCase("""{"device": "UUID=ab-12", "type": "ext4"}""", "defaults", true)]
    [TestCase("""{"device": "LABEL=my data", "type": "ext4", "options": ["noauto", "nofail"]}""", "noauto,nofail", null)]
    [TestCase("""{"device": "//server/share", "type": "cifs", "mounted": false}""", "defaults", false)]
    [TestCase("""{"device": "server:/export", "type": "nfs"}""", "defaults", true)]
    public void Compile_Filesystem_IsMountedUnlessSaid(string json, string options, bool? mounted)
    {
        var context = Sections.Compile(new MountsModule(), $$"""{ "filesystems": { "/mnt/a": {{json}} } }""");

        Assert.That(context.Problems, Is.Empty);
        var spec = (MountSpec)context.Resources.Single().Spec;
        Assert.That((spec.Options, spec.Mounted), Is.EqualTo((options, mounted)));
    }

    [TestCase("/swapfile", """{"size": "2G"}""", 2L << 30, null)]
    [TestCase("/swapfile", """{"size": "512MiB", "priority": 3}""", 512L << 20, 3)]
    [TestCase("UUID=ab-12", "{}", null, null)]
    public void Compile_Swap_HasItsSize(string name, string json, long? size, int? priority)
    {
        var context = Sections.Compile(new MountsModule(), $$"""{ "swap": { "{{name}}": {{json}} } }""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Single().Spec, Is.EqualTo(new SwapSpec(size, priority)));
    }

    [TestCase("mnt", """{"device": "/dev/sdb", "type": "ext4"}""", "")]
    [TestCase("/", """{"device": "/dev/sdb", "type": "ext4"}""", "")]
    [TestCase("/mnt/a", """{"device": "UUID=xyz", "type": "ext4"}""", ".device")]
    [TestCase("/mnt/a", """{"device": "ID=1", "type": "ext4"}""", ".device")]
    [TestCase("/mnt/a", """{"device": "a\nb", "type": "ext4"}""", ".device")]
    [TestCase("/mnt/a", """{"device": "/dev/../sda", "type": "ext4"}""", ".device")]
    [TestCase("/mnt/a", """{"device": "/dev/sdb", "type": "ext4 x"}""", ".type")]
    [TestCase("/mnt/a", """{"device": "/dev/sdb", "type": "swap"}""", ".type")]
    [TestCase("/mnt/a", """{"device": "/dev/sdb", "type": "ext4", "options": ["ro,noexec"]}""", ".options")]
    [TestCase("/mnt/a", """{"device": "//a/b", "type": "cifs", "options": ["password=x"]}""", ".options")]
    [TestCase("/mnt/a", """{"device": "/dev/sdb", "type": "ext4", "dump": 2}""", ".dump")]
    [TestCase("/mnt/a", """{"device": "/dev/sdb", "type": "ext4", "pass": 3}""", ".pass")]
    public void Compile_BadFilesystem_IsOneProblemAndNoResource(string point, string json, string key)
    {
        var context = Sections.Compile(new MountsModule(), $$"""{ "filesystems": { "{{point}}": {{json}} } }""");

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { $"mounts.filesystems.{point}{key}" }));
        Assert.That(context.Resources, Is.Empty);
    }

    [TestCase("/swapfile", "{}", ".size")]
    [TestCase("/swapfile", """{"size": "2"}""", ".size")]
    [TestCase("/swapfile", """{"size": "0G"}""", ".size")]
    [TestCase("/swapfile", """{"size": "99999999999999999999G"}""", ".size")]
    [TestCase("/swapfile", """{"size": "2000G"}""", ".size")]
    [TestCase("/dev/sdb2", """{"size": "2G"}""", ".size")]
    [TestCase("swapfile", "{}", "")]
    [TestCase("/a/../swapfile", """{"size": "2G"}""", "")]
    [TestCase("/swapfile", """{"size": "2G", "priority": -1}""", ".priority")]
    public void Compile_BadSwap_IsOneProblemAndNoResource(string name, string json, string key)
    {
        var context = Sections.Compile(new MountsModule(), $$"""{ "swap": { "{{name}}": {{json}} } }""");

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { $"mounts.swap.{name}{key}" }));
        Assert.That(context.Resources, Is.Empty);
    }
}
