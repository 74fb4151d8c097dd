namespace Mint.Coordinator.Backup;

/// <summary>A backup can't be written, or must not be restored; the message says why and what to do.</summary>
internal sealed class BackupException(string message) : Exception(message);
