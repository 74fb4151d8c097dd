using Mint.Coordinator.Access;
using Mint.Coordinator.Configuration;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Configuration;

public sealed class PeopleSettingsTests
{
    private const string Oidc = "oidc: { issuer: 'https://id.example.org/realms/ops', client_id: mint, client_secret_file: SECRET, roles: { a: { role: admin }, b: { role: viewer, customers: [acme] } } }";

    private TemporaryDirectory directory = null!;

    [SetUp]
    public void Make()
    {
        directory = new TemporaryDirectory();
        File.WriteAllText(directory["secret"], "s3cret\n");
        File.WriteAllText(directory["empty"], "\n");
    }

    [TearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public void Read_Smallest_HasTheDocumentedDefaults()
    {
        var (options, mistakes) = Read("");

        Assert.That(mistakes, Is.Empty);
        Assert.That((options?.SessionIdle, options?.SessionLongest, options?.Oidc), Is.EqualTo((TimeSpan.FromHours(8), TimeSpan.FromHours(24), (object?)null)));
    }

    [Test]
    public void Read_Oidc_HasTheDocumentedDefaults()
    {
        var (options, mistakes) = Read(Oidc);

        Assert.That(mistakes, Is.Empty);
        var oidc = options?.Oidc;
        Assert.That((oidc?.ClientSecret, oidc?.CliClientId, oidc?.Contact), Is.EqualTo(("s3cret", (string?)null, "whoever runs this coordinator")));
        Assert.That(oidc?.Scopes, Is.EqualTo(new[] { "openid", "profile" }));
        Assert.That(oidc?.RoleClaims, Is.EqualTo(new[] { "realm_access.roles", "resource_access.mint.roles" }));
        Assert.That((oidc?.Roles["a"].Role, oidc?.Roles["a"].Customers.Count, oidc?.Roles["b"].Customers.Single()), Is.EqualTo((Role.Admin, 0, "acme")));
    }

    [Test]
    public void Read_Sessions_AreTaken()
    {
        var (options, mistakes) = Read("sessions: { idle: 30m, longest: 30d }");

        Assert.That(mistakes, Is.Empty);
        Assert.That((options?.SessionIdle, options?.SessionLongest), Is.EqualTo((TimeSpan.FromMinutes(30), TimeSpan.FromDays(30))));
    }

    [TestCase("sessions: { idle: soon }", "coordinator.yaml sessions.idle: expected a duration")]
    [TestCase("sessions: { idle: 4m }", "sessions.idle: expected a duration such as 60s or 5m, at least 300 s")]
    [TestCase("sessions: { longest: 31d }", "sessions.longest: expected at most 30d, found '31d'")]
    [TestCase("sessions: { idle: 2h, longest: 1h }", "sessions.idle: expected at most sessions.longest, 1 h, found 2 h")]
    [TestCase("sessions:\n  idel: 8h", "coordinator.yaml:4:3 sessions.idel: unknown key 'idel'")]
    [TestCase("oidc:\n  issuer: https://id.example.org", "coordinator.yaml:3:1 oidc: the key 'client_id' is missing")]
    public void Read_AMistake_NamesItsPlace(string text, string said) => Mistaken(text, said);

    [TestCase("'https://id.example.org/realms/ops'", "http://id.example.org", "oidc.issuer: expected https://")]
    [TestCase("'https://id.example.org/realms/ops'", "'https://id.example.org/?x'", "oidc.issuer: expected https://")]
    [TestCase("'https://id.example.org/realms/ops'", "id.example.org", "oidc.issuer: expected https://")]
    [TestCase("client_id: mint", "client_id: ''", "oidc.client_id: expected one word")]
    [TestCase("client_id: mint", "client_id: mint, cli_client_id: mint", "oidc.cli_client_id: expected another client")]
    [TestCase("client_id: mint", "client_id: mint, scopes: [profile]", "oidc.scopes: expected words, openid among them")]
    [TestCase("client_id: mint", "client_id: mint, role_claims: []", "oidc.role_claims: expected names of claims")]
    [TestCase("client_id: mint", "client_id: mint, role_claims: [a..b]", "oidc.role_claims: expected names of claims")]
    [TestCase("SECRET", "/nowhere", "oidc.client_secret_file: /nowhere can't be read")]
    [TestCase("SECRET", "EMPTY", "oidc.client_secret_file: ")]
    [TestCase("role: admin", "role: root", "oidc.roles.a.role: expected viewer, operator or admin, found 'root'")]
    [TestCase("[acme]", "['']", "oidc.roles.b.customers: expected names of customers")]
    [TestCase("[acme]", "[]", "oidc.roles.b.customers: expected names of customers; leave it out for all")]
    [TestCase("{ a: { role: admin }, b: { role: viewer, customers: [acme] } }", "{}", "oidc.roles: expected at least one")]
    [TestCase("client_id: mint", "client_id: mint, secret: x", "unknown key 'secret'")]
    public void Read_AMistakeInOidc_NamesIt(string right, string wrong, string said) => Mistaken(Oidc.Replace(right, wrong, StringComparison.Ordinal), said);

    private void Mistaken(string text, string said)
    {
        var (options, mistakes) = Read(text);

        Assert.That(options, Is.Null);
        Assert.That(mistakes, Has.One.Contains(said), string.Join('\n', mistakes));
    }

    private (CoordinatorOptions? Options, IReadOnlyList<string> Mistakes) Read(string text)
    {
        var file = directory["coordinator.yaml"];
        File.WriteAllText(
            file,
            $"url: https://coordinator.example.org:7443\nrepository: {{ url: file:///nowhere }}\n{text.Replace("SECRET", directory["secret"], StringComparison.Ordinal).Replace("EMPTY", directory["empty"], StringComparison.Ordinal)}\n");
        return CoordinatorOptionsReader.Read(file);
    }
}
