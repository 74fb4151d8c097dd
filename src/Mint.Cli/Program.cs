using Mint.Cli;
using Mint.Cli.Output;

using var terminal = Terminal.ForProcess();
return await new MintCommand(new Shell(terminal, TimeProvider.System)).RunAsync(args);
