using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;
using NUnit.Framework;

namespace Mint.UnitTests.Graph;

public sealed class OrderTests
{
    private static readonly Dictionary<string, IResourceProvider> None = [];

    [Test]
    public void Build_Dependency_ComesFirst()
    {
        var graph = Build(Toy("a") with { DependsOn = [Id("z")] }, Toy("z"));

        Assert.That(Names(graph), Is.EqualTo(new[] { "z", "a" }));
    }

    [Test]
    public void Build_Notifier_ComesBeforeItsTargetAndIsNeededByIt()
    {
        var graph = Build(Toy("a"), Toy("z") with { Notifies = [Id("a")] });

        Assert.That(Names(graph), Is.EqualTo(new[] { "z", "a" }));
        Assert.That(graph.Find(Id("a"))?.DependsOn, Is.EqualTo(new[] { Id("z") }));
    }

    [Test]
    public void Build_DependencyThatIsNotDeclared_IsTakenAsPresent()
    {
        var graph = Build(Toy("a") with { DependsOn = [Id("absent")], Notifies = [Id("absent")] });

        Assert.That(graph.Find(Id("a"))?.DependsOn, Is.Empty);
    }

    [Test]
    public void Build_NotifiesItself_IsNoCycle()
    {
        var graph = Build(Toy("a") with { Notifies = [Id("a")] });

        Assert.That(Names(graph), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Build_AnyInputOrder_GivesTheSameOrder()
    {
        Resource[] resources = [Toy("d") with { DependsOn = [Id("b")] }, Toy("c"), Toy("b") with { Notifies = [Id("a")] }, Toy("a")];

        var order = Names(Build(resources));

        Assert.That(order, Is.EqualTo(new[] { "b", "a", "c", "d" }));
        Assert.That(Names(Build([.. resources.Reverse()])), Is.EqualTo(order));
    }

    [Test]
    public void Build_SameIdTwice_NamesBothPlaces()
    {
        var (graph, problems) = GraphBuilder.Build([Toy("a"), Toy("a") with { Origin = new Origin("groups/b.yaml", 7, 1) }], None);

        Assert.That(problems.Single().Origin.ToString(), Is.EqualTo("groups/b.yaml:7:1"));
        Assert.That(problems.Single().Message, Does.Contain("hosts/h.yaml:1:3"));
        Assert.That(Names(graph), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Build_Cycle_ShowsTheCircleAndItsPlace()
    {
        var (_, problems) = GraphBuilder.Build([Toy("a") with { DependsOn = [Id("b")] }, Toy("b") with { DependsOn = [Id("a")] }, Toy("c")], None);

        Assert.That(problems.Single().Message, Does.Contain("toy/a → toy/b → toy/a"));
        Assert.That(problems.Single().Origin.ToString(), Is.EqualTo("hosts/h.yaml:1:3"));
    }

    [Test]
    public void Build_TwoCyclesAndWhatHangsOnThem_TellsEachCircleOnce()
    {
        var (_, problems) = GraphBuilder.Build(
            [
                Toy("a") with { DependsOn = [Id("b")] }, Toy("b") with { DependsOn = [Id("a")] },
                Toy("c") with { DependsOn = [Id("d")] }, Toy("d") with { DependsOn = [Id("c")] },
                Toy("e") with { DependsOn = [Id("a"), Id("c")] },
            ],
            None);

        Assert.That(problems.Select(p => p.Message), Has.Exactly(2).Contains("circle"));
        Assert.That(problems, Has.Count.EqualTo(2));
    }

    private static ResourceGraph Build(params Resource[] resources)
    {
        var (graph, problems) = GraphBuilder.Build(resources, None);
        Assert.That(problems, Is.Empty);
        return graph;
    }

    private static IEnumerable<string> Names(ResourceGraph graph) => graph.InOrder.Select(r => r.Id.Name);

    private static ResourceId Id(string name) => new("toy", name);

    private static Resource Toy(string name) => new(Id(name), name, new Origin("hosts/h.yaml", 1, 3));
}
