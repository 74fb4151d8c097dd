using System.Text.Json;
using Mint.Cli;
using Mint.Cli.Output;
using Mint.UnitTests.Cli;
using NUnit.Framework;

namespace Mint.UnitTests.Secrets;

/// <summary><c>mint secret</c> with age itself, in a repo with two hosts and two administrators.</summary>
internal sealed class SecretCommandTests
{
    private const string Value = "hunter2hunter2";
    private SshKeys keys = null!;
    private DirectoryInfo repo = null!;

    [SetUp]
    public void MakeRepo()
    {
        (keys, repo) = (new SshKeys(), Directory.CreateTempSubdirectory("mint-repo-"));
        Admins("anna", "bob");
        Write("hosts/acme-01.yaml", $"ssh_host_key: \"{keys.Public("acme")}\"\nfiles: {{ /etc/x: {{ content: !secret shared }}, /etc/y: {{ content: !secret \"${{host}}/db\" }} }}\n");
        Write("hosts/nova-01.yaml", $"ssh_host_key: \"{keys.Public("nova")}\"\nfiles: {{ /etc/x: {{ content: !secret shared }} }}\n");
    }

    [TearDown]
    public void RemoveRepo()
    {
        keys.Dispose();
        repo.Delete(recursive: true);
    }

    [Test]
    public async Task Set_FromAPipe_IsReadableByWhoAsksForItAndByAdmins()
    {
        var run = await Piping(Value + "\n", "secret", "set", "shared");

        Assert.That(run.Output, Is.EqualTo("✓ secrets/shared.yaml: set, readable by acme-01, nova-01, anna, bob.\n"));
        Assert.That(Read("secrets/shared.yaml"), Does.Not.Contain(Value));
        Assert.That((await As("bob", "secret", "show", "shared")).Output, Is.EqualTo(Value));
    }

    [Test]
    public async Task Set_OnATerminal_WantsItTwice()
    {
        Terminal Typing(params string[] lines)
        {
            var typed = new Queue<string>(lines);
            return new Terminal(new StringWriter(), new StringWriter(), TextReader.Null) { InputIsTerminal = true, ReadHidden = typed.Dequeue };
        }

        var refused = await MintRun.Of(Typing(Value, "other"), [.. Args("secret", "set", "shared")]);
        var taken = await MintRun.Of(Typing(Value, Value), [.. Args("secret", "set", "shared")]);

        Assert.That((refused.ExitCode, taken.ExitCode), Is.EqualTo((1, 0)), refused.Transcript + taken.Transcript);
        Assert.That(refused.Transcript + taken.Transcript, Does.Not.Contain(Value));
    }

    [Test]
    public async Task Set_Generated_IsRandomAndCanBeRotated()
    {
        await As("anna", "secret", "set", "acme-01/db", "--generate", "40");
        var first = (await As("anna", "secret", "show", "acme-01/db")).Output;
        var rotated = await As("anna", "secret", "rotate", "acme-01/db");
        var second = (await As("anna", "secret", "show", "acme-01/db")).Output;

        Assert.That((first.Length, second.Length, rotated.ExitCode), Is.EqualTo((40, 40, 0)));
        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Rotate_ValueThatAPersonChose_IsRefusedWithoutALength()
    {
        await Piping(Value, "secret", "set", "shared");

        Assert.That((await As("anna", "secret", "rotate", "shared")).Error, Does.Contain("was chosen by a person"));
        Assert.That((await As("anna", "secret", "show", "shared")).Output, Is.EqualTo(Value));
    }

    [Test]
    public async Task Rekey_AdminLeft_HisKeyOpensNothingNewAndTheValuesStay()
    {
        await Piping(Value, "secret", "set", "shared");
        await As("anna", "secret", "set", "acme-01/db", "--generate");
        Admins("anna");
        var before = await As("anna", "secret", "check");

        var run = await As("anna", "secret", "rekey");

        Assert.That((before.ExitCode, run.ExitCode), Is.EqualTo((1, 0)), before.Transcript + run.Transcript);
        Assert.That(run.Output, Does.Contain("acme-01/db   no longer for bob").And.Contain("bob can't decrypt the new files"));
        Assert.That((await As("bob", "secret", "show", "shared")).ExitCode, Is.EqualTo(1));
        Assert.That((await As("anna", "secret", "show", "shared")).Output, Is.EqualTo(Value));
        var check = await As("anna", "secret", "check");
        Assert.That(check.ExitCode, Is.Zero, check.Transcript);
        Assert.That(check.Output, Does.Contain("shared       bob until 2026-11-24"));
        Assert.That((await As("anna", "validate", "--offline")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Rekey_HostGotAnotherKey_ReadsWithTheNewOneAlone()
    {
        await Piping(Value, "secret", "set", "shared");
        await As("anna", "secret", "set", "acme-01/db", "--generate");
        Write("hosts/nova-01.yaml", $"ssh_host_key: \"{keys.Public("nova2")}\"\nfiles: {{ /etc/x: {{ content: !secret shared }} }}\n");
        var validate = await As("anna", "validate", "--offline");

        var run = await As("anna", "secret", "rekey");

        Assert.That(validate.Output, Does.Contain("another SSH host key than nova-01 has now"));
        Assert.That(run.Output, Does.Contain("shared   now for nova-01 too").And.Not.Contain("acme-01/db"));
        Assert.That((await As("anna", "validate", "--offline")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Rekey_WithAKeyThatOpensNotAll_ChangesNothing()
    {
        Admins("anna");
        await Piping(Value, "secret", "set", "shared");
        Admins("bob");
        await As("bob", "secret", "set", "acme-01/db", "--generate");
        var before = Read("secrets/shared.yaml") + Read("secrets/acme-01/db.yaml");

        var run = await As("bob", "secret", "rekey", "--all");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(Read("secrets/shared.yaml") + Read("secrets/acme-01/db.yaml"), Is.EqualTo(before));
    }

    [Test]
    public async Task Rekey_DryRun_OnlySays()
    {
        await Piping(Value, "secret", "set", "shared");
        Admins("anna");
        var before = Read("secrets/shared.yaml");

        var run = await As("anna", "secret", "rekey", "--dry-run", "--json");

        Assert.That(JsonDocument.Parse(run.Output).RootElement.GetProperty("rekeyed")[0].GetProperty("lost")[0].GetString(), Is.EqualTo("bob"));
        Assert.That(Read("secrets/shared.yaml"), Is.EqualTo(before));
    }

    [Test]
    public async Task Show_FileCopiedToAnotherName_IsRefused()
    {
        await Piping(Value, "secret", "set", "shared");
        Write("secrets/admin.yaml", Read("secrets/shared.yaml"));

        var run = await As("anna", "secret", "show", "admin");

        Assert.That(run.Error, Does.Contain("another secret, 'shared'"));
        Assert.That(run.Transcript, Does.Not.Contain(Value));
    }

    [Test]
    public async Task Edit_ChangesTheValueAndLeavesNothingBehind()
    {
        await Piping(Value, "secret", "set", "shared");
        var memory = Directory.CreateDirectory(Path.Combine(repo.FullName, "memory"));

        var run = await Editing("sed -i s/2/3/g", memory.FullName, "secret", "edit", "shared");

        Assert.That(run.ExitCode, Is.Zero, run.Transcript);
        Assert.That((await As("anna", "secret", "show", "shared")).Output, Is.EqualTo("hunter3hunter3"));
        Assert.That(memory.EnumerateFileSystemInfos(), Is.Empty);
    }

    [Test]
    public async Task Edit_EditorFails_ChangesNothing()
    {
        await Piping(Value, "secret", "set", "shared");

        var run = await Editing("false", repo.FullName, "secret", "edit", "shared");

        Assert.That((run.ExitCode, (await As("anna", "secret", "show", "shared")).Output), Is.EqualTo((1, Value)));
    }

    [Test]
    public async Task Set_NobodyCouldReadIt_IsRefused()
    {
        Write("mint.yaml", "version: 1\n");

        Assert.That((await Piping(Value, "secret", "set", "shared")).Error, Does.Contain("mint.yaml names nobody who can read secrets"));
    }

    [TestCase("")]
    [TestCase("a\0b")]
    public async Task Set_ValueThatIsNone_IsRefused(string value) => Assert.That((await Piping(value, "secret", "set", "shared")).ExitCode, Is.EqualTo(1));

    [Test]
    public async Task Check_NothingSet_ExitsOneAndNamesThem()
    {
        var run = await As("anna", "secret", "check", "--json");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(JsonDocument.Parse(run.Output).RootElement.GetProperty("secrets").EnumerateArray().Select(s => s.GetProperty("name").GetString()), Is.EqualTo(new[] { "acme-01/db", "shared" }));
    }

    private void Admins(params string[] names) =>
        Write("mint.yaml", $"version: 1\nsecrets:\n  admins: {{ {string.Join(", ", names.Select(n => $"{n}: \"{keys.Public(n)}\""))} }}\n");

    private Task<MintRun> As(string admin, params string[] args) => MintRun.Of([.. Args(args), .. args[1] is "show" or "edit" or "rekey" ? new[] { "--identity", keys.Private(admin) } : []]);

    private Task<MintRun> Piping(string value, params string[] args) =>
        MintRun.Of(new Terminal(new StringWriter(), new StringWriter(), new StringReader(value)), [.. Args(args)]);

    private Task<MintRun> Editing(string editor, string memory, params string[] args) => MintRun.Of(
        new Shell(new Terminal(new StringWriter(), new StringWriter(), TextReader.Null), MintRun.Clock())
        {
            Variable = name => name switch { "EDITOR" => editor, "XDG_RUNTIME_DIR" => memory, _ => null },
        },
        [.. Args(args), "--identity", keys.Private("anna")]);

    private IEnumerable<string> Args(params string[] args) => [.. args, "--repo", repo.FullName];

    private string Read(string path) => File.ReadAllText(Path.Combine(repo.FullName, path));

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(repo.FullName, path));
        file.Directory?.Create();
        File.WriteAllText(file.FullName, text);
    }
}
