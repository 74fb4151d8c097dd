using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class TenMistakesTests
{
    [Test]
    public void Validate_TenMistakesInFiveFiles_ReportsTenEachWithItsPlace()
    {
        var files = new Mint.Testing.MemoryFiles()
            .With("mint.yaml", "version: 1\nsignatures: { policy: demand }\ndefaults:\n  packages: { curl: { hold: yes } }\n")
            .With("groups/base.yaml", "packages:\n  vim: { verison: 9 }\n")
            .With("groups/unused.yaml", "packages: [vim]\n")
            .With("hosts/acme-01.yaml", "groups: [base, bsae]\nserver:\n  port: many\n  env: { A: \"${nobody:?say who}\" }\n")
            .With("hosts/acme-02.yaml", "groups: [base]\nserver: { name: \"${nmae}\" }\nvars: { name: x }\npackages:\n  vim: {}\n  vim: {}\n")
            .With("hosts/acme-03.yaml", "groups: [base]\nserver: {\n")
            .With("hosts/acme-04.yaml", "");
        var problems = new ConfigLoader(files, TestRepo.Modules).Validate();
        Assert.That(problems.Select(p => p.Origin.ToString()), Is.EqualTo(new[]
        {
            "groups/base.yaml:2:10",
            "groups/unused.yaml:1:11",
            "hosts/acme-01.yaml:1:16",
            "hosts/acme-01.yaml:3:9",
            "hosts/acme-01.yaml:4:13",
            "hosts/acme-02.yaml:2:17",
            "hosts/acme-02.yaml:6:3",
            "hosts/acme-03.yaml:3:1",
            "mint.yaml:2:23",
            "mint.yaml:4:29",
        }));
    }

    [Test]
    public void LoadHost_OneFileDoesNotParse_TheOthersProblemsAreReportedToo()
    {
        var files = TestRepo.Empty()
            .With("mint.yaml", "version: one\n")
            .With("groups/base.yaml", "packages: {\n")
            .With("groups/late.yaml", "packges: {}\n")
            .With("hosts/web-01.yaml", "groups: [base, late]\nserver: { port: x }\n");
        Assert.That(files.Load().Problems.Select(p => p.Origin.File).Distinct(), Is.EqualTo(new[] { "groups/base.yaml", "groups/late.yaml", "hosts/web-01.yaml", "mint.yaml" }));
    }

    [Test]
    public void LoadHost_AGroupIsMissing_WhatItMayHaveGivenIsNotMissed()
    {
        var files = TestRepo.WithHost("groups: [gone]\nserver: { port: 1, mode: \"${from_gone}\" }\n");
        Assert.That(files.Load().Problems.Select(p => p.Path), Is.EqualTo(new[] { "groups" }));
    }

    [Test]
    public void LoadHost_AnotherHostIsBroken_DoesNotMatter()
    {
        var files = TestRepo.WithHost("packages: { vim: {} }\n").With("hosts/other.yaml", "{").With("groups/unused.yaml", "{");
        Assert.That(files.Load().Problems, Is.Empty);
    }
}
