using Mint.Coordinator.Access.People;
using MudBlazor.Services;

namespace Mint.Coordinator.Dashboard;

/// <summary>The pages for people.</summary>
internal static class DashboardRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        // Found beside the program when it is run from where it was built; published, they lie in its own directory.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        builder.Services.AddSingleton<ForgeLinks>();
        builder.Services.AddSingleton<SharedReads>();
        builder.Services.AddSingleton<PageActions>();
        builder.Services.AddSingleton<EventExport>();
    }

    /// <summary>Serves them.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        app.UseMiddleware<PageHeaders>();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(PersonAuthentication.Policy);
        var export = app.MapGroup("/events").RequireAuthorization(PersonAuthentication.Policy);
        export.MapGet("/export.csv", (HttpContext context, EventExport events) => events.WriteCsvAsync(context));
        export.MapGet("/export.json", (HttpContext context, EventExport events) => events.WriteJsonAsync(context));
    }
}
