using Mint.Agent;
using Mint.Agent.Configuration;
using Mint.Agent.Control;
using Mint.Agent.Link;
using Mint.Agent.Link.Enrolment;
using Mint.Agent.Link.Identity;
using Mint.Agent.Loop;
using Mint.Agent.Metrics;
using Mint.Agent.Systemd;
using Mint.Platform.Linux;

if (args is ["enrol", .. var words])
{
    return await new EnrolCommand(Console.In, Console.Out, Console.Error, MachineId.DefaultPath, TimeProvider.System).RunAsync(words, CancellationToken.None);
}

if (CommandLine.Answer(args) is { } exitCode)
{
    return exitCode;
}

var (options, mistakes) = AgentOptionsReader.Read(CommandLine.ConfigPath(args));
if (options is null)
{
    foreach (var mistake in mistakes)
    {
        await Console.Error.WriteLineAsync(mistake);
    }

    return CommandLine.ConfigurationError;
}

ProcessMemory.KeepToOurselves();

// Its configuration is agent.yaml alone. The host's own would be watched for changes, with every directory below the working
// directory, which under systemd is the whole file system.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
{
    ContentRootPath = AppContext.BaseDirectory,
    Args = ["--hostBuilder:reloadConfigOnChange=false"],
});
builder.Services.AddSingleton(options);
builder.AddSystemdLink();
builder.AddMetrics(options);
builder.AddSync();
builder.AddLink(options);
builder.AddLoop();
builder.AddControl();

var app = builder.Build();
app.MapMetricsOn(options);
app.MapControl();
var loop = app.Services.GetRequiredService<AgentLoop>();
await app.RunAsync();
return loop.ExecuteTask is { IsFaulted: true } ? CommandLine.LoopFailed : 0;
