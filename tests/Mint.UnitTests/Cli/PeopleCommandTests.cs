using System.Text.Json;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PeopleCommandTests : IDisposable
{
    private const string AnnasKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXjNSuwe5D86Vf0WOdmrj1waWC3nBHwHn+xctyrtzeI";
    private const string AnnasPrint = "SHA256:hRD2H1WaU7RXOXfyK9Odom6PP+sJ8cF32Dp/hljZFro";
    private const string BobsKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAX1nUWlbfgz8vVPvgsNNzEv3u4CSR65LjAcOjeKLLqp";

    private readonly DirectoryInfo repo = Directory.CreateTempSubdirectory("mint-repo-");

    public PeopleCommandTests()
    {
        Write("mint.yaml", $"version: 1\nsignatures:\n  signers:\n    anna: {{ ssh: \"{AnnasKey} anna@laptop\" }}\n    zoe: {{ ssh: \"{BobsKey} zoe\" }}\n");
        Write("groups/base.yaml", $$"""
            users:
              anna:
                comment: Anna Meier
                groups: { adm: {} }
                sudo: nopasswd
                ssh_keys:
                  laptop: "{{AnnasKey}} anna@laptop"
              worker: { system: true }
            """);
        Write("groups/ops.yaml", $$"""
            user_groups:
              ops: { sudo: [/usr/bin/uptime] }
            users:
              bob:
                groups: { ops: {}, sudo: {} }
                ssh_keys:
                  phone: { key: "{{BobsKey}} bob@phone", options: restrict }
              root:
                ssh_keys:
                  annas: "{{AnnasKey}} anna@laptop"
            """);
        Write("groups/unused.yaml", "users:\n  bob: { locked: true }\n");
        Write("hosts/db-01.yaml", "groups: [base]\n");
        Write("hosts/web-01.yaml", "groups: [base, ops]\n");
        Write("hosts/web-02.yaml", "groups: [base, ops]\nusers:\n  bob: { locked: true }\nfiles:\n  /srv/notes: { content: a, owner: bob }\n");
        Write("hosts/web-03.yaml", "groups: [base]\nusers:\n  bob: { state: absent }\n");
    }

    public void Dispose() => repo.Delete(recursive: true);

    [Test]
    public async Task Users_AllHostsLoad_ReadsAsApproved() => Approval.Verify((await Run("users")).Transcript, "users");

    [Test]
    public async Task Users_HostDoesNotLoad_IsNamedAsUnknown()
    {
        Write("hosts/web-02.yaml", "groups: [nonsense]\n");

        Approval.Verify((await Run("users")).Transcript + (await Run("users", "bob")).Transcript, "users-unknown");
    }

    [TestCase("anna")]
    [TestCase("bob")]
    [TestCase("worker")]
    [TestCase("zoe")]
    [TestCase("root")]
    public async Task Users_OneName_ReadsAsApproved(string name) => Approval.Verify((await Run("users", name)).Transcript, $"users-{name}");

    [Test]
    public async Task Users_UnknownName_GuessesWhoWasMeant()
    {
        var run = await Run("users", "ana");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("Nobody is called 'ana'").And.Contain("Did you mean 'anna'"));
    }

    [Test]
    public async Task Users_Json_HoldsKeysWithTheirFingerprints()
    {
        var run = await Run("users", "anna", "--json");
        var login = JsonDocument.Parse(run.Output).RootElement.GetProperty("logins")[0];

        Assert.That(login.GetProperty("host").GetString(), Is.EqualTo("db-01"));
        Assert.That(login.GetProperty("login").GetProperty("sudo").GetString(), Is.EqualTo("full"));
        Assert.That(login.GetProperty("login").GetProperty("keys")[0].GetProperty("fingerprint").GetString(), Is.EqualTo(AnnasPrint));
    }

    [Test]
    public async Task Users_HostileComment_CanNotMoveTheCursor()
    {
        Write("hosts/db-01.yaml", $"groups: [base]\nusers:\n  eve: {{ ssh_keys: {{ \"k\\e[2J\": \"{AnnasKey} \\u202Egpj\" }} }}\n");

        var run = await Run("users", "eve");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("k␛[2J").And.Contain("<U+202E>gpj").And.Not.Contain("\e"));
        Assert.That((await Run("users", "--color", "always")).Output, Does.Contain("\e["));
    }

    [TestCase("anna")]
    [TestCase("bob")]
    public async Task Remove_Plan_ReadsAsApproved(string name) => Approval.Verify((await Run("user", "remove", name, "--plan")).Transcript, $"user-remove-{name}");

    [Test]
    public async Task Remove_HostWouldBeShutOut_FailsAndSaysWhich()
    {
        var run = await Run("user", "remove", "anna", "--plan", "--json");
        var report = JsonDocument.Parse(run.Output).RootElement;

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(report.GetProperty("shut_out").EnumerateArray().Select(h => h.GetString()), Is.EqualTo(new[] { "db-01", "web-03" }));
        Assert.That(report.GetProperty("hosts")[0].GetProperty("changes").GetArrayLength(), Is.EqualTo(4));
        Assert.That((await Run("user", "remove", "anna", "--plan", "--color", "always")).Output, Does.Contain("\e[31mdb-01: afterwards nobody"));
    }

    [Test]
    public async Task Remove_LastSigner_Fails()
    {
        Write("mint.yaml", $"version: 1\nsignatures:\n  signers:\n    bob: {{ ssh: \"{BobsKey} bob\" }}\n");

        var run = await Run("user", "remove", "bob", "--plan");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("bob is the only one who may sign commits").And.Contain("Add another signer"));
    }

    [Test]
    public async Task Remove_Root_TakesTheKeysOutForTheAccountStays()
    {
        var run = await Run("user", "remove", "root", "--plan");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("'ssh_keys: {}'").And.Not.Contain("state: absent"));
    }

    [Test]
    public async Task Remove_AbsentEverywhere_OnlyTakesLinesOut()
    {
        Write("hosts/web-03.yaml", "groups: [base]\nusers:\n  carl: { state: absent }\n");

        var run = await Run("user", "remove", "carl", "--plan");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("0 of 4 hosts change").And.Contain("Take the lines out at hosts/web-03.yaml:3, once every host has applied"));
    }

    [Test]
    public async Task Remove_HostDoesNotLoad_IsUnknown()
    {
        Write("hosts/web-02.yaml", "groups: [nonsense]\n");

        var run = await Run("user", "remove", "worker", "--plan");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("? web-02   unknown"));
    }

    [Test]
    public async Task Remove_FileCanNotBeRead_SaysThatItMayNameThePerson()
    {
        Write("groups/empty.yaml", "");
        Write("groups/broken.yaml", "users: {\n");

        var run = await Run("user", "remove", "worker", "--plan", "--json");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(JsonDocument.Parse(run.Output).RootElement.GetProperty("unread").EnumerateArray().Select(f => f.GetString()).ToList(), Is.EqualTo(new[] { "groups/broken.yaml" }));
        Assert.That((await Run("user", "remove", "worker", "--plan")).Output, Does.Contain("? groups/broken.yaml   can't be read"));
    }

    [Test]
    public async Task Remove_WithoutPlan_RefusesAndTouchesNothing()
    {
        var before = Texts();

        var run = await Run("user", "remove", "bob");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("a person does").And.Contain("groups/ops.yaml:4").And.Contain("hosts/web-02.yaml:5").And.Contain("--plan"));
        Assert.That(Texts(), Is.EqualTo(before));
    }

    private Task<MintRun> Run(params string[] args) => MintRun.Of([.. args, "--repo", repo.FullName]);

    private List<string> Texts() => [.. repo.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal).Select(f => File.ReadAllText(f.FullName))];

    private void Write(string path, string text)
    {
        var target = Path.Combine(repo.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? repo.FullName);
        File.WriteAllText(target, text);
    }
}
