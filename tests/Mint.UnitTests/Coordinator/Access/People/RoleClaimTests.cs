using System.Security.Claims;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

public sealed class RoleClaimTests
{
    private static readonly Dictionary<string, OidcRole> Known = new()
    {
        ["admin"] = new OidcRole(Role.Admin, []),
        ["acme-ops"] = new OidcRole(Role.Operator, ["acme"]),
        ["nova-ops"] = new OidcRole(Role.Operator, ["nova"]),
        ["all"] = new OidcRole(Role.Viewer, []),
    };

    [TestCase("realm_access.roles", "realm_access", """{"roles":["admin","x"]}""", "admin,x")]
    [TestCase("resource_access.mint.roles", "resource_access", """{"other":{"roles":["admin"]},"mint":{"roles":["all"]}}""", "all")]
    [TestCase("resource_access.mint.example.org.roles", "resource_access", """{"mint.example.org":{"roles":["all"]}}""", "all")]
    [TestCase("groups", "groups", "admin", "admin")]
    [TestCase("groups", "groups", """["admin","all"]""", "admin,all")]
    [TestCase("https://example.org/roles", "https://example.org/roles", "admin", "admin")]
    [TestCase("realm_access.roles", "realm_access", """{"roles":"admin"}""", "admin")]
    [TestCase("groups", "groups", "[broken", "[broken")]
    [TestCase("realm_access.roles", "realm_access", "admin", "")]
    [TestCase("realm_access.roles", "realm_access", """["admin"]""", "")]
    [TestCase("realm_access.roles", "realm_access", """{"roles":{"admin":true}}""", "")]
    [TestCase("realm_access.roles", "realm_access", """{"roles":[["admin"],{"roles":["admin"]},null,1,true]}""", "")]
    [TestCase("realm_access.roles", "realm_access", """{"roles":null}""", "")]
    [TestCase("realm_access.roles", "realm_access", """{"x":{"roles":["admin"]}}""", "")]
    [TestCase("realm_access.roles", "realm_access", """{"roles":["admin"]""", "")]
    [TestCase("realm_access.roles", "realm_access_", """{"roles":["admin"]}""", "")]
    [TestCase("realm_access.roles", "roles", "admin", "")]
    [TestCase("groups", "group", "admin", "")]
    public void Read_AShape_GivesTheRolesAtThePathAlone(string path, string claim, string value, string expected) =>
        Assert.That(RoleClaim.Read([new Claim(claim, value)], path), Is.EqualTo(expected.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [Test]
    public void Read_DeepNonsense_GivesNothing()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);

        Assert.That(RoleClaim.Read([new Claim("a", deep), new Claim("a", new string('[', 100_000))], "a.a.a.roles"), Is.Empty);
    }

    [TestCase("", null, "")]
    [TestCase("other", null, "")]
    [TestCase("Admin", null, "")]
    [TestCase("all", Role.Viewer, "")]
    [TestCase("acme-ops,nova-ops", Role.Operator, "acme,nova")]
    [TestCase("acme-ops,all", Role.Operator, "acme")]
    [TestCase("acme-ops,admin", Role.Admin, "")]
    [TestCase("acme-ops,acme-ops", Role.Operator, "acme")]
    public void Best_OfSeveral_IsTheHighestWithItsOwnCustomers(string roles, object? expected, string customers)
    {
        var best = RoleClaim.Best(roles.Split(',', StringSplitOptions.RemoveEmptyEntries), Known);

        Assert.That((best?.Role, string.Join(',', best?.Customers ?? [])), Is.EqualTo(((Role?)expected, customers)));
    }

    [TestCase("‮nimda\r\n", "nimda")]
    [TestCase(" \u200b\t", "")]
    [TestCase("Anna Müller", "Anna Müller")]
    public void Clean_AName_StaysOnItsLineAndInItsDirection(string name, string expected) => Assert.That(PersonName.Clean(name), Is.EqualTo(expected));

    [Test]
    public void Person_WithoutASubject_IsNobody()
    {
        var oidc = new OidcOptions { Issuer = "x", ClientId = "x", ClientSecret = "x", RoleClaims = ["groups"], Roles = Known };

        Assert.That(ProvidedPerson.Read([new Claim("preferred_username", "anna"), new Claim("groups", "admin")], oidc).Caller, Is.Null);
        Assert.That(ProvidedPerson.Read([new Claim("sub", "0815"), new Claim("groups", "admin")], oidc).Caller, Is.EqualTo(new Caller("0815", Role.Admin, [])).Using<Caller>((a, b) => a.Name == b.Name && a.Role == b.Role));
    }
}
