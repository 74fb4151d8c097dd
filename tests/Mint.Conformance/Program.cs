using Mint.Conformance;
using Mint.Testing.Conformance;

// Runs the conformance cases on the machine it stands on, which it changes: meant for a throw-away systemd host, as root.
var options = Options.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("usage: mint-conformance [--kind KIND] [--case CASE] [--property PROPERTY] [--list]");
    return 2;
}

var cases = ConformanceCases.All.Where(options.Wants).ToList();
if (options.List)
{
    cases.ForEach(Console.WriteLine);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
return await Run.AllAsync(cases, options, Console.Out, stop.Token) ? 0 : 1;
