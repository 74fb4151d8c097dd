// The hosting framework has a Host too; here the word means a server of the fleet.
global using Host = Mint.Protocol.V1.Host;
