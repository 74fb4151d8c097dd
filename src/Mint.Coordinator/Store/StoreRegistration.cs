using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Store;

/// <summary>The store, and what coordinators that share it tell each other.</summary>
internal static class StoreRegistration
{
    /// <summary>Adds the store.</summary>
    public static void AddStore(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var services = builder.Services;
        Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;
        services.AddSingleton<Identity>();
        services.AddSingleton<Migrator>();
        if (options.PostgresConnection is { } connection)
        {
            services.AddSingleton(new PostgresDatabase(connection));
            services.AddSingleton<Database>(s => s.GetRequiredService<PostgresDatabase>());
            services.AddSingleton<PostgresSignals>();
            services.AddSingleton<Signals>(s => s.GetRequiredService<PostgresSignals>());
            services.AddHostedService(s => s.GetRequiredService<PostgresSignals>());
        }
        else
        {
            Directory.CreateDirectory(options.StateDirectory);
            services.AddSingleton<Database>(new SqliteDatabase(options.SqlitePath));
            services.AddSingleton<Signals, LocalSignals>();
        }

        services.AddSingleton<WriteQueue>();
        services.AddHostedService(s => s.GetRequiredService<WriteQueue>());
        services.AddSingleton<Lease>();
        services.AddHostedService(s => s.GetRequiredService<Lease>());
    }
}
