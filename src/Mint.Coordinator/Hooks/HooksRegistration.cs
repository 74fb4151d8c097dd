namespace Mint.Coordinator.Hooks;

/// <summary>Webhooks of forges.</summary>
internal static class HooksRegistration
{
    /// <summary>Adds who takes them.</summary>
    public static void AddHooks(this WebApplicationBuilder builder) => builder.Services.AddSingleton<HookDoor>();

    /// <summary>Maps their paths; the signature is the proof, so nobody need be logged in.</summary>
    public static IEndpointConventionBuilder MapHooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/hooks/{forge}", (string forge, HttpRequest request, HookDoor door, CancellationToken ct) => door.TakeAsync(forge, request, ct)).AllowAnonymous();
}
