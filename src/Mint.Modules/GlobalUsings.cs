// System.IO has types of these names as well; on a host they always mean ours.
global using FileAccess = Mint.Core.Hosts.FileAccess;
