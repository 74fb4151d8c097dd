using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;
using NUnit.Framework;

namespace Mint.UnitTests.Graph;

public sealed class ListensToTests
{
    private static readonly Dictionary<string, IResourceProvider> None = [];
    private static readonly ResourceId Unit = new("unit", "nginx.service");
    private static readonly ResourceId Conf = new("zfile", "/etc/nginx/nginx.conf");

    [Test]
    public void Build_ListenedResource_NotifiesAndComesFirst()
    {
        var (graph, problems) = GraphBuilder.Build([new Resource(Unit, "u", Origin.None) { ListensTo = [Conf] }, new Resource(Conf, "c", Origin.None)], None);

        Assert.That(problems, Is.Empty);
        Assert.That(graph.InOrder.Select(r => r.Id), Is.EqualTo(new[] { Conf, Unit }));
        Assert.That(graph.Find(Conf)?.Notifies, Is.EqualTo(new[] { Unit }));
    }

    [Test]
    public void Build_ListensToUnknown_IsAProblemAtTheListener()
    {
        var origin = new Origin("hosts/a.yaml", 3, 5);

        var (_, problems) = GraphBuilder.Build([new Resource(Unit, "u", origin) { ListensTo = [Conf] }], None);

        Assert.That(problems.Single().Origin, Is.EqualTo(origin));
        Assert.That(problems.Single().Message, Does.Contain("/etc/nginx/nginx.conf"));
    }
}
