using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Core.Secrets;
using Mint.Modules;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Secrets;

internal sealed class SecretLoadingTests
{
    private const string Value = "correct horse";
    private static readonly string Acme = FakeAge.SshKey("acme");
    private static readonly string Anna = FakeAge.SshKey("anna");

    [Test]
    public void LoadHost_WholeValue_StaysSealedUntilItIsRevealed()
    {
        var opener = new Opener();
        var content = Content(Repo("/etc/token: { content: !secret db }"), opener);

        Assert.That(opener.Opened, Is.Empty);
        Assert.That(content?.Secret?.Reveal(), Is.EqualTo(Value));
        Assert.That($"{content}", Does.Not.Contain(Value));
    }

    [Test]
    public void LoadHost_VariableInText_FillsInTheSecret()
    {
        var repo = Repo("/etc/app.env: { content: \"A=${db}\\nB=$$${host}\\n\" }", "vars: { db: !secret db }\n");

        Assert.That(Content(repo, new Opener())?.Secret?.Reveal(), Is.EqualTo($"A={Value}\nB=$acme-01\n"));
    }

    [Test]
    public void LoadHost_SecretInAVariableOfAVariable_IsASecretToo()
    {
        var repo = Repo("/etc/app.env: { content: \"${url:?}\" }", "vars: { db: !secret db, url: \"db://u:${db}@h\" }\n");

        var content = Content(repo, new Opener());

        Assert.That(content?.Text, Is.Null);
        Assert.That(content?.Secret?.Reveal(), Is.EqualTo($"db://u:{Value}@h"));
    }

    [Test]
    public void LoadHost_NameByHost_IsFilledIn()
    {
        var repo = Repo("/etc/token: { content: !secret \"${host}/db\" }").With("secrets/acme-01/db.yaml", FakeAge.Secret([("acme-01", Acme)]));

        Assert.That(Load(repo).Host?.Secrets.Select(s => s.Name), Is.EqualTo(new[] { "acme-01/db" }));
    }

    [Test]
    public void LoadHost_VariableThatNobodyUses_AsksForNothing()
    {
        var repo = Repo("/etc/token: { content: a }", "vars: { db: !secret nowhere }\n");

        Assert.That(Load(repo).Problems, Is.Empty);
    }

    [Test]
    public void LoadHost_CannotBeOpened_FailsOnlyWhoNeedsTheValue()
    {
        var content = Content(Repo("/etc/token: { content: !secret db }"), SealedSecrets.Instance);

        Assert.That(() => content?.Sha256, Throws.TypeOf<ResourceException>().With.Message.Contains("'db' is only decrypted on its host"));
        Assert.That(new SecretKey(new byte[32]).Hash(content?.Secret ?? new Secret("")), Has.Length.EqualTo(32));
    }

    [Test]
    public void Hash_SameValueEncryptedAnew_IsTheSameAndAnotherValueIsNot()
    {
        string Hash(string secret) => new SecretKey(new byte[32]).Hash(
            Content(Repo("/etc/token: { content: !secret db }").With("secrets/db.yaml", secret), SealedSecrets.Instance)?.Secret ?? throw new InvalidOperationException());

        var first = Hash(FakeAge.Secret([("acme-01", Acme)]));

        Assert.That(Hash(FakeAge.Secret([("acme-01", Acme)], [("anna", Anna)])), Is.EqualTo(first));
        Assert.That(Hash(FakeAge.Secret([("acme-01", Acme)], id: "fedcba9876543210")), Is.Not.EqualTo(first));
    }

    [TestCase("/etc/x: { content: !secret nowhere }", "there is no secret 'nowhere'", "mint secret set nowhere")]
    [TestCase("/etc/x: { content: !secret dbb }", "there is no secret 'dbb'", "Did you mean 'db'?")]
    [TestCase("/etc/x: { content: !secret ../db }", "'../db' can't be a secret's name", null)]
    [TestCase("/etc/x: { content: !secret db, mode: \"0644\" }", "the file holds a secret, and mode 0644 lets everybody read it", null)]
    [TestCase("/etc/x: { content: a, owner: !secret db }", "a secret can't stand here", "files:")]
    [TestCase("/etc/x: { content: a, notifies: [!secret db] }", "a secret can't stand here", null)]
    [TestCase("/etc/x: { directory: !secret db }", "a secret can't stand here", null)]
    [TestCase("/etc/x: !secret db", "expected a map", null)]
    [TestCase("/etc/x: { content: !secret {a: b} }", "the tag '!secret' is not known here", null)]
    [TestCase("/etc/x: { content: !secret [a] }", "the tag '!secret' is not known here", null)]
    [TestCase("!secret x: { content: a }", "the tag '!secret' is not known here", null)]
    [TestCase("/etc/x: { content: !secret }", "'!secret' must be followed by the secret's name", null)]
    [TestCase("/etc/x: { content: !secret \"${db}\" }", "the name of a secret can't hold a secret", null)]
    public void LoadHost_Misused_SaysWhereAndWhy(string files, string message, string? hint)
    {
        var problems = Validate(Repo(files, "vars: { db: !secret db }\n"));

        var problem = problems.FirstOrDefault(p => p.Message.Contains(message, StringComparison.Ordinal));
        Assert.That(problem, Is.Not.Null, string.Join("\n", problems));
        Assert.That(problem?.Origin.File, Is.EqualTo("hosts/acme-01.yaml"));
        Assert.That(problem?.Hint ?? "", Does.Contain(hint ?? ""));
    }

    [Test]
    public void LoadHost_NotEncryptedForTheHost_SaysToRekey()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", FakeAge.Secret([("nova-01", Anna)]));

        Assert.That(Load(repo).Problems.Single(), Has.Property("Message").EqualTo("the secret 'db' is not encrypted for acme-01").And.Property("Hint").Contains("mint secret rekey"));
    }

    [Test]
    public void LoadHost_HostHasAnotherKeyNow_SaysToRekey()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", FakeAge.Secret([("acme-01", Anna)]));

        Assert.That(Load(repo).Problems.Single().Message, Does.Contain("another SSH host key than acme-01 has now"));
    }

    [Test]
    public void LoadHost_HostWithoutKey_SaysWhereToWriteIt()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("hosts/acme-01.yaml", "files: { /etc/x: { content: !secret db } }\n");

        Assert.That(Load(repo).Problems.Single(), Has.Property("Message").Contains("acme-01 has no ssh_host_key").And.Property("Hint").Contains("hosts/acme-01.yaml"));
    }

    [TestCase("version: 1\n")]
    [TestCase("")]
    [TestCase("[")]
    public void LoadHost_BrokenFile_IsNamed(string text)
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", text);

        Assert.That(Load(repo).Problems.Single().Message, Does.Contain("the secret 'db' can't be used: secrets/db.yaml:"));
    }

    [Test]
    public void LoadHost_ReadersThatTheValueIsNotFor_AreRefused()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", FakeAge.Secret([("acme-01", Acme)], value: FakeAge.File(Anna)));

        Assert.That(Load(repo).Problems.Single().Message, Does.Contain("encrypted to other keys than those listed here"));
    }

    [Test]
    public void LoadHost_OneKeyUnderTwoNames_IsOneReaderInTheHeader()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", FakeAge.Secret([("acme-01", Acme)], [("anna", Anna), ("anna-again", Anna)], value: FakeAge.File(Acme, Anna)));

        Assert.That(Load(repo).Problems, Is.Empty);
    }

    [Test]
    public void Validate_RemovedAdminAndHost_CanStillReadIt()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("secrets/db.yaml", FakeAge.Secret([("acme-01", Acme), ("gone-01", Anna)], [("bob", Anna)]));

        Assert.That(Validate(repo).Select(p => p.Message), Is.EquivalentTo(new[]
        {
            "gone-01 can still decrypt it, though nothing of gone-01 asks for it",
            "bob can still decrypt it, though mint.yaml no longer names bob under secrets.admins",
        }));
    }

    [Test]
    public void Validate_AdminWhoCannotReadIt_IsNamed()
    {
        var repo = Repo("/etc/x: { content: !secret db }").With("mint.yaml", $"version: 1\nsecrets: {{ admins: {{ anna: \"{Anna}\" }} }}\n");

        Assert.That(Validate(repo).Single().Message, Is.EqualTo("anna can't decrypt it, though mint.yaml names anna under secrets.admins"));
    }

    [Test]
    public void LoadFleet_AdminKeyThatIsNone_IsRefused()
    {
        var fleet = new ConfigLoader(new MemoryFiles().With("mint.yaml", "version: 1\nsecrets: { admins: { anna: hunter2 } }\n"), ModuleCatalog.All).LoadFleet();

        Assert.That(fleet.Problems.Single().Message, Does.StartWith("expected a public key"));
    }

    [Test]
    public void Validate_MisnamedFile_IsTold()
    {
        var repo = Repo("/etc/x: { content: a }").With("secrets/a/b/c.yaml", "").With("secrets/README", "").With("secrets/UP.yaml", "");

        Assert.That(Validate(repo).Select(p => p.Origin.File), Is.SupersetOf(new[] { "secrets/README", "secrets/UP.yaml" }));
    }

    [Test]
    public void Render_Tree_ShowsNamesAndReadsBack()
    {
        var repo = Repo("/etc/x: { content: !secret db }\n  /etc/y: { content: \"a ${db}\" }", "vars: { db: !secret db }\n");

        var text = YamlText.Write(Load(repo).Host?.Root ?? throw new InvalidOperationException());

        Assert.That(text, Does.Contain("content: !secret db").And.Contain("a (secret db)"));
    }

    private static MemoryFiles Repo(string files, string more = "") => new MemoryFiles()
        .With("mint.yaml", "version: 1\n")
        .With("hosts/acme-01.yaml", $"ssh_host_key: \"{Acme}\"\n{more}files:\n  {files}\n")
        .With("secrets/db.yaml", FakeAge.Secret([("acme-01", Acme)]));

    private static HostResult Load(MemoryFiles repo, ISecretOpener? opener = null) => new ConfigLoader(repo, ModuleCatalog.All, opener).LoadHost("acme-01");

    private static IReadOnlyList<Problem> Validate(MemoryFiles repo)
    {
        var loader = new ConfigLoader(repo, ModuleCatalog.All);
        var host = loader.LoadHost("acme-01").Host;
        return [.. loader.Validate(), .. host is null ? [] : HostCompiler.Compile(host, ModuleCatalog.All, new HostFacts("acme-01"), repo).Problems];
    }

    private static Mint.Modules.Files.FileContent? Content(MemoryFiles repo, ISecretOpener opener)
    {
        var (host, problems) = Load(repo, opener);
        Assert.That(problems, Is.Empty);
        var compiled = HostCompiler.Compile(host ?? throw new InvalidOperationException(), ModuleCatalog.All, new HostFacts("acme-01"), repo);
        Assert.That(compiled.Problems, Is.Empty);
        return (compiled.Graph.InOrder.Single().Spec as Mint.Modules.Files.FileSpec)?.Content;
    }

    private sealed class Opener : ISecretOpener
    {
        public List<string> Opened { get; } = [];

        public string Open(string name, SecretFile file)
        {
            Opened.Add(name);
            return Value;
        }
    }
}
