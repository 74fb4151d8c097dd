using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.HtmlRendering.Infrastructure;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mint.UnitTests.Coordinator.Dashboard;

/// <summary>Writes a page as it is once its circuit is up: the first answer to a browser has no buttons yet, since none would work.</summary>
internal sealed class LiveRenderer(IServiceProvider services) : StaticHtmlRenderer(services, NullLoggerFactory.Instance)
{
    public static async Task<string> RenderAsync(TestCoordinator coordinator, Type page, IReadOnlyDictionary<string, string> route, string path, ClaimsPrincipal person)
    {
        await using var scope = coordinator.Get<IServiceScopeFactory>().CreateAsyncScope();
        ((IHostEnvironmentNavigationManager)scope.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize(coordinator.Api.ToString(), new Uri(coordinator.Api, path).ToString());
        await using var renderer = new LiveRenderer(scope.ServiceProvider);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = renderer.BeginRenderingComponent(
                typeof(CascadingValue<Task<AuthenticationState>>),
                ParameterView.FromDictionary(new Dictionary<string, object?>
                {
                    [nameof(CascadingValue<>.Value)] = Task.FromResult(new AuthenticationState(person)),
                    [nameof(CascadingValue<>.ChildContent)] = Child(page, route),
                }));
            await root.QuiescenceTask;
            return root.ToHtmlString();
        });
    }

    // Shown at once; what follows on that is what a browser lets happen.
#pragma warning disable BL0006 // it is the one way to be told that a page was shown, without a browser
    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.CompletedTask;
#pragma warning restore BL0006

    private static RenderFragment Child(Type page, IReadOnlyDictionary<string, string> route) => builder =>
    {
        builder.OpenComponent(0, page);
        foreach (var (name, value) in route)
        {
            builder.AddComponentParameter(1, name, value);
        }

        builder.CloseComponent();
    };
}
