using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Mint.UnitTests.Docs;
using NUnit.Framework;

namespace Mint.UnitTests.Protocol;

/// <summary>The rules that buf calls STANDARD, over the compiled protocol; besides: every call is documented, and no number is used twice.</summary>
public sealed partial class LintTests
{
    /// <summary>Calls whose messages are not named after them, and why.</summary>
    private static readonly Dictionary<string, string> OtherMessages = new()
    {
        ["mint.v1.FleetService.ListEvents"] = "ListEventsOfFleet", // ListEventsRequest is that of ControlService, in the same package
    };

    [Test]
    public void Files_AreInThePackageTheirDirectoryNames()
    {
        Assert.That(ProtoFiles.All.Select(f => f.Name), Is.All.Match("^mint/v1/[a-z][a-z0-9_]*\\.proto$"));
        Assert.That(ProtoFiles.All.Select(f => f.Package), Is.All.EqualTo("mint.v1"));
        Assert.That(ProtoFiles.All.Select(f => f.GetOptions()?.CsharpNamespace), Is.All.EqualTo("Mint.Protocol.V1"));
        Assert.That(ProtoFiles.All.SelectMany(f => f.PublicDependencies), Is.Empty);
    }

    [Test]
    public void Files_AreAllLinted() => Assert.That(
        Directory.EnumerateFiles(RepoRoot.Of("proto"), "*.proto", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(RepoRoot.Of("proto"), p)),
        Is.EquivalentTo(ProtoFiles.All.Select(f => f.Name)));

    [Test]
    public void Files_ImportOnlyWhatTheyUse() => Assert.That(
        from file in ProtoFiles.All
        from import in file.Dependencies
        where import.Name != "google/api/annotations.proto" && !TypesOf(file).Contains(import.Name)
        select $"{file.Name} imports {import.Name}",
        Is.Empty);

    [Test]
    public void Services_AreNamedSo() =>
        Assert.That(ProtoFiles.All.SelectMany(f => f.Services).Select(s => s.Name), Is.Not.Empty.And.All.Match("^([A-Z][a-z0-9]+)+Service$"));

    [Test]
    public void Calls_HaveMessagesOfTheirOwnNamedAfterThem()
    {
        Assert.That(ProtoFiles.Calls.Select(c => c.Name), Is.Not.Empty.And.All.Match(PascalCase().ToString()));
        Assert.That(
            ProtoFiles.Calls.Where(c => (c.InputType.Name, c.OutputType.Name) != Expected(c)).Select(c => $"{c.FullName}({c.InputType.Name}) {c.OutputType.Name}"),
            Is.Empty);
        Assert.That(ProtoFiles.Calls.SelectMany(c => new[] { c.InputType.FullName, c.OutputType.FullName }), Is.Unique);
    }

    [Test]
    public void Calls_Exceptions_AreNeeded() => Assert.That(
        OtherMessages.Keys.Where(call => !ProtoFiles.Calls.Any(c => c.FullName == call && c.InputType.Name != c.Name + "Request")),
        Is.Empty);

    [Test]
    public void Messages_AreInPascalCase() => Assert.That(ProtoFiles.Messages.Select(m => m.Name), Is.Not.Empty.And.All.Match(PascalCase().ToString()));

    [Test]
    public void Fields_AreInLowerSnakeCase()
    {
        Assert.That(ProtoFiles.Messages.SelectMany(m => m.Fields.InDeclarationOrder()).Select(f => f.Name), Is.Not.Empty.And.All.Match(LowerSnakeCase().ToString()));
        Assert.That(ProtoFiles.Messages.SelectMany(m => m.Oneofs).Where(o => !o.IsSynthetic).Select(o => o.Name), Is.Not.Empty.And.All.Match(LowerSnakeCase().ToString()));
    }

    [Test]
    public void Numbers_HaveNoGapThatIsNotReserved() => Assert.That(
        from message in ProtoFiles.Messages
        let taken = message.Fields.InDeclarationOrder().Select(f => f.FieldNumber).ToList()
        from number in Enumerable.Range(1, taken.DefaultIfEmpty().Max())
        where !taken.Contains(number) && !message.ToProto().ReservedRange.Any(r => r.Start <= number && number < r.End)
        select $"{message.FullName}: {number} is free for reuse, reserve it",
        Is.Empty);

    [Test]
    public void Enums_FollowTheRules() => Assert.That(ProtoFiles.Enums.SelectMany(Faults), Is.Empty);

    [Test]
    public void Text_SaysWhatEachFileServiceAndCallIsFor()
    {
        var lines = ProtoFiles.All.SelectMany(f => Undocumented(f.Name)).ToList();

        Assert.That(lines, Is.Empty);
    }

    private static (string Request, string Response) Expected(MethodDescriptor call)
    {
        var name = OtherMessages.GetValueOrDefault(call.FullName, call.Name);
        return (name + "Request", name + "Response");
    }

    private static HashSet<string> TypesOf(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(m => m.Fields.InDeclarationOrder()).Where(f => f.FieldType == FieldType.Message).Select(f => f.MessageType.File.Name),
        .. file.Services.SelectMany(s => s.Methods).SelectMany(m => new[] { m.InputType.File.Name, m.OutputType.File.Name }),
    ];

    private static IEnumerable<string> Faults(EnumDescriptor type)
    {
        var prefix = string.Join('_', Word().Matches(type.Name).Select(m => m.Value.ToUpperInvariant())) + "_";
        var values = type.Values.Select(v => (v.Name, v.Number)).ToList();
        return
        [
            .. PascalCase().IsMatch(type.Name) ? [] : new[] { $"{type.FullName} is not in PascalCase" },
            .. values[0] == (prefix + "UNSPECIFIED", 0) ? [] : new[] { $"{type.FullName} does not begin with {prefix}UNSPECIFIED = 0" },
            .. values.Where(v => !v.Name.StartsWith(prefix, StringComparison.Ordinal) || !UpperSnakeCase().IsMatch(v.Name)).Select(v => $"{v.Name} is not {prefix}…"),
            .. values.GroupBy(v => v.Number).Where(g => g.Count() > 1).Select(g => $"{type.FullName} has {g.Key} twice"),
        ];
    }

    private static IEnumerable<string> Undocumented(string file)
    {
        var lines = File.ReadAllLines(RepoRoot.Of("proto", file));
        return lines
            .Select((line, i) => (Line: line.Trim(), Above: i == 0 ? "" : lines[i - 1].Trim()))
            .Where(l => Declaration().IsMatch(l.Line) && !(l.Above.StartsWith("// ", StringComparison.Ordinal) && l.Above.EndsWith('.')))
            .Select(l => $"{file}: {l.Line}");
    }

    [GeneratedRegex("^([A-Z][a-z0-9]*)+$")]
    private static partial Regex PascalCase();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex LowerSnakeCase();

    [GeneratedRegex("^[A-Z0-9]+(_[A-Z0-9]+)*$")]
    private static partial Regex UpperSnakeCase();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();

    [GeneratedRegex("^(package|service|rpc) ")]
    private static partial Regex Declaration();
}
