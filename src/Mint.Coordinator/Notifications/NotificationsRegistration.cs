using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Notifications;

/// <summary>Messages to people about what needs one.</summary>
internal static class NotificationsRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddNotifications(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<IConditionSource, HostConditions>();
        services.AddSingleton<IConditionSource, DriftConditions>();
        services.AddSingleton<IConditionSource, SecurityConditions>();
        services.AddSingleton<IConditionSource, RepoConditions>();
        foreach (var (name, webhook) in options.Notify.Webhooks)
        {
            services.AddSingleton<INotifyTarget>(_ => new WebhookSender(name, webhook, CreateClient()));
        }

        if (options.Notify.Mail is { } mail)
        {
            services.AddSingleton<INotifyTarget>(s => new MailSender(mail, s.GetRequiredService<ILogger<MailSender>>()));
        }

        services.AddSingleton<NotifyMetrics>();
        services.AddSingleton<NoticeBook>();
        services.AddHostedService<Herald>();
        services.AddHostedService<Courier>();
    }

    // A redirect would carry the message to where nobody configured it to go. How long a try may last is the courier's to say.
    private static HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
