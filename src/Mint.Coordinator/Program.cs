using Mint.Coordinator;

return await new CoordinatorCommand().RunAsync(args);
