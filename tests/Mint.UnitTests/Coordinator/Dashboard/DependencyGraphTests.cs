using Mint.Coordinator.Dashboard;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class DependencyGraphTests
{
    private static readonly HostResource[] Web =
    [
        One("package/nginx"), One("file//etc/nginx/nginx.conf", "ok", "package/nginx"), One("service/nginx", "failed", "package/nginx", "file//etc/nginx/nginx.conf"),
        One("route/shop", "pending", "service/nginx", "container/shop"), One("container/shop", "ok", "package/docker.io"), One("package/docker.io"), One("user/anna"),
    ];

    [TestCase("service/nginx", "package/nginx@0 file//etc/nginx/nginx.conf@1 service/nginx@2 route/shop@3")]
    [TestCase("package/docker.io", "package/docker.io@0 container/shop@1 route/shop@2")]
    [TestCase("user/anna", "user/anna@0")]
    [TestCase("user/bob", "")]
    public void Around_AResource_AreWhatItNeedsAndWhatNeedsIt_EachRightOfItsNeeds(string around, string drawn) =>
        Assert.That(string.Join(' ', DependencyGraph.Of(Web, around).Nodes.Select(n => $"{n.Resource.Resource}@{n.Column}")), Is.EqualTo(drawn));

    [Test]
    public void Around_Nothing_AreThoseThatAreNotWell()
    {
        var graph = DependencyGraph.Of(Web, null);

        Assert.That(graph.Nodes.Select(n => n.Resource.Resource), Is.EquivalentTo(Web.Select(r => r.Resource).Except(["user/anna"])));
        Assert.That(graph.Edges.Select(e => $"{e.From.Resource.Resource}>{e.To.Resource.Resource}"), Does.Contain("service/nginx>route/shop").And.Contain("package/nginx>service/nginx"));
        Assert.That(graph.Edges.All(e => e.From.Column < e.To.Column), Is.True);
    }

    [Test]
    public void Around_NothingOfAHostThatIsWell_AreAllThatHaveToDoWithEachOther()
    {
        var well = Web.Select(r => One(r.Resource, "ok", [.. r.Needs])).ToList();

        Assert.That(DependencyGraph.Of(well, "").Nodes.Select(n => n.Resource.Resource), Is.EquivalentTo(well.Select(r => r.Resource).Except(["user/anna"])));
    }

    [Test]
    public void Of_MoreThanCanBeDrawn_HasTheNearestAndCountsTheRest()
    {
        var chain = Enumerable.Range(0, 1_000).Select(n => n == 0 ? One("file//0") : One($"file//{n}", "ok", $"file//{n - 1}")).ToList();
        var graph = DependencyGraph.Of(chain, "file//500");

        Assert.That((graph.Nodes.Count, graph.LeftOff), Is.EqualTo((DependencyGraph.Most, 1_000 - DependencyGraph.Most)));
        Assert.That(graph.Nodes.Select(n => n.Resource.Resource), Does.Contain("file//500").And.Contain("file//499").And.Contain("file//501").And.Not.Contain("file//0"));
    }

    [Test]
    public void Of_ManyAlike_ShowsOneForAll_ButTheOneAskedForAndThoseNotWell()
    {
        var files = Enumerable.Range(1, 50).Select(n => One($"file//etc/d/{n:00}", n == 7 ? "failed" : "ok", "file//etc/d")).Append(One("file//etc/d")).ToList();

        var all = DependencyGraph.Of(files, "file//etc/d");
        var one = DependencyGraph.Of(files, "file//etc/d/09");

        Assert.That(all.Nodes.Select(n => $"{n.Resource.Resource}+{n.More}"), Is.EquivalentTo(new[] { "file//etc/d+0", "file//etc/d/01+48", "file//etc/d/07+0" }));
        Assert.That(one.Nodes.Select(n => $"{n.Resource.Resource}+{n.More}"), Is.EqualTo(new[] { "file//etc/d+0", "file//etc/d/09+0" }));
    }

    [Test]
    public void Of_CirclesAndNamesThatAreNone_ComesToAnEnd()
    {
        var graph = DependencyGraph.Of([One("a/1", "ok", "a/2", "a/1", "gone/x"), One("a/2", "ok", "a/3"), One("a/3", "ok", "a/1")], "a/1");

        Assert.That((graph.Nodes.Count, graph.Edges.Count), Is.EqualTo((3, 3)));
    }

    [Test]
    public void Rows_AreThoseThatKeepLinesShort()
    {
        var crossed = new[] { One("a/1"), One("a/2"), One("b/1", "ok", "a/2"), One("b/2", "ok", "a/1") };
        var graph = DependencyGraph.Of(crossed, null);

        Assert.That(graph.Edges.All(e => e.From.Row == e.To.Row), Is.True);
        Assert.That(graph.Nodes.GroupBy(n => n.Column).All(c => c.Select(n => n.Row).Order().SequenceEqual(Enumerable.Range(0, c.Count()))), Is.True);
    }

    private static HostResource One(string id, string condition = "ok", params string[] needs) => new() { Resource = id, Condition = condition, Needs = { needs } };
}
