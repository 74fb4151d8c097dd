using Mint.Platform.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class ProcessMemoryTests
{
    [TestCase("7f00-7f10 r-xp 00000000 08:01 1234     /usr/lib/libc.so.6", ExpectedResult = 16)]
    [TestCase("7f00-7f10 r--p 00000000 08:01 1234     /srv/with space", ExpectedResult = 16)]
    [TestCase("7f00-7f10 rw-p 00000000 08:01 1234     /usr/lib/libc.so.6", ExpectedResult = null)]
    [TestCase("7f00-7f10 r--p 00000000 00:00 0", ExpectedResult = null)]
    [TestCase("7f00-7f10 r-xp 00000000 00:00 0        [vdso]", ExpectedResult = null)]
    [TestCase("7f00-7f10 ---p 00000000 08:01 1234     /usr/lib/libc.so.6", ExpectedResult = null)]
    public int? ReadOnlyFileRange_OfALine(string line) => (int?)ProcessMemory.ReadOnlyFileRange(line)?.Length;

    [Test]
    public void PageOutCode_RunsOn() => Assert.That(ProcessMemory.PageOutCode, Throws.Nothing);
}
