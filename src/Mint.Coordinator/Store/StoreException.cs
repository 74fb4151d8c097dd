using System.Data.Common;

namespace Mint.Coordinator.Store;

/// <summary>The store could not be written, and the driver said so in words that are not its own kind of exception.</summary>
internal sealed class StoreException(string message, Exception cause) : DbException(message, cause);
