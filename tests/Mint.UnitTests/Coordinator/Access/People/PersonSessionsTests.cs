using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>Sessions in the store, on both engines.</summary>
public sealed class PersonSessionsTests
{
    private const string Issuer = "https://id.example.org";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private TestFleet fleet = null!;
    private PersonSessions sessions = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        fleet = await TestFleet.StartAsync(time, with: o => o with
        {
            SessionIdle = TimeSpan.FromMinutes(30),
            SessionLongest = TimeSpan.FromHours(1),
            Oidc = new OidcOptions { Issuer = Issuer, ClientId = "mint", ClientSecret = "s", RoleClaims = ["groups"], Roles = new Dictionary<string, OidcRole>() },
        });
        sessions = fleet.Services.GetRequiredService<PersonSessions>();
    }

    [SetUp]
    public Task Clear() => sessions.EndOfAsync(person: null, default);

    [OneTimeTearDown]
    public async Task Stop() => await fleet.DisposeAsync();

    [Test]
    public async Task Begin_ASession_IsFoundAsItWasBegun()
    {
        var (text, begun) = await BeginAsync("anna", "0815", "s-1");

        var found = await sessions.FindAsync(PersonSessions.HashOf(text, SessionKind.Pages) ?? "", default);

        Assert.That(found, Is.EqualTo(begun));
        Assert.That((found?.Person, found?.Role, found?.Customers, found?.Issuer, found?.IdToken), Is.EqualTo(("anna", "operator", "acme\nnova", Issuer, "sealed")));
    }

    [Test]
    public async Task Session_WithLifetimesOfItsOwn_EndsAfterThem()
    {
        var (_, idle) = await BeginAsync("anna", "0815", "s-1");
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.That(await sessions.FindAsync(idle.Hash, default), Is.Not.Null);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await sessions.FindAsync(idle.Hash, default), Is.Null, "unused");

        var (_, used) = await BeginAsync("anna", "0815", "s-1");
        for (var minutes = 0; minutes < 50; minutes += 25)
        {
            time.Advance(TimeSpan.FromMinutes(25));
            await sessions.NoteUseAsync(await sessions.FindAsync(used.Hash, default) ?? throw new AssertionException("over"), default);
        }

        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await sessions.FindAsync(used.Hash, default), Is.Null, "an hour old");
        Assert.That(await fleet.ScalarAsync<long>("SELECT count(*) FROM person_sessions"), Is.EqualTo(1), "what was over when it began is not kept");
    }

    [TestCase("0815", "", 2)]
    [TestCase("", "s-3", 1)]
    [TestCase("0815", "s-1", 1)]
    [TestCase("4711", "s-1", 0)]
    [TestCase("", "", 0)]
    public async Task EndOfProvider_ALogout_EndsWhatItNamesOnce(string subject, string session, int expected)
    {
        await BeginAsync("anna", "0815", "s-1");
        await BeginAsync("anna", "0815", "s-2");
        await BeginAsync("berta", "4711", "s-3");
        await sessions.BeginAsync(new Caller("admin", Role.Admin, []), ProviderLogin.None, SessionKind.Pages, default);
        var token = new LogoutToken(Issuer, subject, session, Guid.NewGuid().ToString(), time.GetUtcNow());

        Assert.That(await sessions.EndOfProviderAsync(token, default), Is.EqualTo(expected));
        Assert.That(await sessions.EndOfProviderAsync(token, default), Is.Null);
        Assert.That(await sessions.ListAsync(default), Has.Count.EqualTo(4 - expected));
    }

    [Test]
    public async Task Use_AToken_CountsOnceAndIsForgottenWhenItIsOld()
    {
        var until = time.GetUtcNow().AddMinutes(10);
        Assert.That(await sessions.UseAsync("token", until, default), Is.True);
        Assert.That(await sessions.UseAsync("token", until, default), Is.False);

        time.Advance(TimeSpan.FromMinutes(11));
        await sessions.UseAsync("another", time.GetUtcNow(), default);

        Assert.That(await fleet.ScalarAsync<long>("SELECT count(*) FROM used_tokens"), Is.EqualTo(1));
    }

    [Test]
    public async Task EndOf_APerson_LeavesTheOthers()
    {
        await BeginAsync("anna", "0815", "s-1");
        await BeginAsync("berta", "4711", "s-3");

        Assert.That(await sessions.EndOfAsync("anna", default), Is.EqualTo(1));
        Assert.That((await sessions.ListAsync(default)).Single().Person, Is.EqualTo("berta"));
    }

    private Task<(string Text, PersonSession Session)> BeginAsync(string name, string subject, string session) =>
        sessions.BeginAsync(new Caller(name, Role.Operator, ["acme", "nova"]), new ProviderLogin(Issuer, subject, session, "sealed"), SessionKind.Pages, default);
}
