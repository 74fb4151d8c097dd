using System.CommandLine;
using Mint.LoadTest;

var agents = new Option<Uri>("--agents-url") { Required = true, CustomParser = result => new Uri(result.Tokens[0].Value), Description = "The agents' side." };
var api = new Option<Uri>("--api-url") { Required = true, CustomParser = result => new Uri(result.Tokens[0].Value), Description = "The side of people and tools." };
var token = new Option<FileInfo>("--token-file") { Required = true, Description = "An admin's token." };
var authority = new Option<FileInfo>("--ca-file") { Required = true, Description = "The coordinator's authority." };
var count = new Option<int>("--agents") { DefaultValueFactory = _ => 100, Description = "How many agents." };
var resources = new Option<int>("--resources") { DefaultValueFactory = _ => 220, Description = "Resources of each." };
var heartbeat = new Option<int>("--heartbeat") { DefaultValueFactory = _ => 30, Description = "Seconds between two heartbeats." };
var steady = new Option<int>("--steady") { DefaultValueFactory = _ => 60, Description = "Seconds of steady state to measure." };
var drift = new Option<double>("--drift") { DefaultValueFactory = _ => 20, Description = "Drifts a second over all agents." };
var process = new Option<int>("--pid") { Description = "The coordinator's process." };
var push = new Option<string>("--push") { Required = true, Description = "A command that pushes a commit that touches all hosts and prints its id." };
var restart = new Option<string>("--restart") { Required = true, Description = "A command that kills and starts the coordinator and prints its process id." };
var pages = new Option<int>("--pages") { Description = "Measure the pages, and keep so many open during a push; instead of everything else." };
var password = new Option<FileInfo?>("--password-file") { Description = "The local admin's password, for pages." };
var root = new RootCommand("Loads a coordinator with simulated agents. tests/Mint.LoadTest/run sets everything up.")
{
    agents, api, token, authority, count, resources, heartbeat, steady, drift, process, push, restart, pages, password,
};
root.SetAction((parse, ct) => new Load(new Settings(
    parse.GetRequiredValue(agents),
    parse.GetRequiredValue(api),
    File.ReadAllText(parse.GetRequiredValue(token).FullName).Trim(),
    parse.GetRequiredValue(authority).FullName,
    parse.GetValue(count),
    parse.GetValue(resources),
    TimeSpan.FromSeconds(parse.GetValue(heartbeat)),
    TimeSpan.FromSeconds(parse.GetValue(steady)),
    parse.GetValue(drift),
    parse.GetValue(process),
    parse.GetRequiredValue(push),
    parse.GetRequiredValue(restart),
    parse.GetValue(pages),
    parse.GetValue(password) is { } file ? File.ReadAllText(file.FullName).Trim() : "")).RunAsync(ct));
return await root.Parse(args).InvokeAsync();
