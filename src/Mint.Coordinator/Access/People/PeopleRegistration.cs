using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access.People;

/// <summary>People with browsers: how they log in, and how pages know them.</summary>
internal static class PeopleRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddPeople(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<PersonSessions>();
        services.AddSingleton<LocalPeople>();
        services.AddSingleton<FirstPassword>();
        services.AddSingleton<StillIn>();
        services.AddSingleton<LoginPages>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, PersonAuthentication>(PersonAuthentication.SchemeName, configureOptions: null)
            .AddPolicyScheme(
                PersonAuthentication.PagesScheme,
                displayName: null,
                scheme => scheme.ForwardDefaultSelector = context => context.Request.Headers.Authorization.Count > 0 ? TokenAuthentication.SchemeName : PersonAuthentication.SchemeName);
        services.AddAuthorizationBuilder().AddPolicy(
            PersonAuthentication.Policy,
            policy => policy.AddAuthenticationSchemes(PersonAuthentication.PagesScheme).RequireAuthenticatedUser().RequireRole(Roles.From(Role.Viewer)));
        services.AddDataProtection().SetApplicationName("mint-coordinator");
        services.AddSingleton<PageKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = s.GetRequiredService<PageKeys>()));
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "__Host-mint-form";
            forms.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.Path = "/";
            // What may be framed is said in the content security policy.
            forms.SuppressXFrameOptionsHeader = true;
        });
        builder.AddProvider(options);
    }

    /// <summary>Serves the login.</summary>
    public static void MapPeople(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<LoginPages>();
        app.MapGet(LoginPages.Path, pages.ShowAsync).AllowAnonymous();
        app.MapPost(LoginPages.Path, pages.TakeAsync).AllowAnonymous();
        app.MapPost(LoginPages.OutPath, pages.LeaveAsync).AllowAnonymous();
        app.MapProvider();
    }
}
