using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi.Models;
using Mint.Coordinator.Configuration;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Access;

/// <summary>The listeners, who gets in, and the side for people and tools: gRPC, the same as JSON, and their description.</summary>
internal static class AccessRegistration
{
    private const int MostMessageBytes = 4 * 1024 * 1024;

    // What is open to strangers proves by itself what it needs: webhooks are signed.
    private static readonly PathString[] Open = ["/healthz", "/hooks"];

    /// <summary>Adds them.</summary>
    public static void AddAccess(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        builder.AddListeners(options);
        var services = builder.Services;
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<TryLimiter>();
        services.AddSingleton<SecurityAlarms>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<KnownTokens>();
        services.AddSingleton<HostAdministration>();
        services.AddSingleton<TokenAdministration>();
        services.AddSingleton<FleetAdminService>();
        AddRoles(services);
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MostMessageBytes).AddJsonTranscoding();
        services.AddGrpcReflection();
        AddDescription(services);
    }

    /// <summary>Puts the doors before everything that is mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            using var request = context.Features.GetRequiredFeature<IdleWatch>().Begin();
            await next(context);
        });
        app.UseRouting();
        app.UseMiddleware<DoorKeeper>();
        app.UseMiddleware<CrossSite>();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>Serves people and tools. What is mapped without a word about who may needs a viewer's token.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapGrpcService<FleetAdminService>();
        app.MapGrpcReflectionService();
        app.MapSwagger("/openapi/{documentName}.json");
    }

    private static void AddRoles(IServiceCollection services)
    {
        services.AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, configureOptions: null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var least in Enum.GetValues<Role>())
        {
            authorization.AddPolicy(least.Word(), policy => policy.RequireAuthenticatedUser().RequireRole(Roles.From(least)));
        }

        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder()
            .RequireAssertion(context => Roles.From(Role.Viewer).Any(context.User.IsInRole) || context.Resource is HttpContext call && IsOpen(call.Request.Path))
            .Build());
    }

    private static bool IsOpen(PathString path) => Open.Any(open => path.StartsWithSegments(open, StringComparison.Ordinal));

    private static void AddDescription(IServiceCollection services)
    {
        services.AddGrpcSwagger();
        services.AddSwaggerGen(pages =>
        {
            pages.SwaggerDoc("v1", new OpenApiInfo { Title = "Mint coordinator", Version = "v1", Description = "The fleet's questions and actions as JSON over HTTP." });
            pages.AddSecurityDefinition("token", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token." });
            pages.AddSecurityRequirement(new OpenApiSecurityRequirement
            {
                [new OpenApiSecurityScheme { Reference = new OpenApiReference { Type = ReferenceType.SecurityScheme, Id = "token" } }] = [],
            });
            var comments = Path.Combine(AppContext.BaseDirectory, $"{typeof(FleetService).Assembly.GetName().Name}.xml");
            if (File.Exists(comments))
            {
                pages.IncludeXmlComments(comments);
                pages.IncludeGrpcXmlComments(comments, includeControllerXmlComments: true);
            }
        });
    }
}
