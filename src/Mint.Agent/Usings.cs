// The hosting framework has an IHost too; in the agent the word means the server that is reconciled.
global using IHost = Mint.Core.Hosts.IHost;
