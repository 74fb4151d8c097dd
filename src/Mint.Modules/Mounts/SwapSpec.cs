namespace Mint.Modules.Mounts;

/// <summary>A wanted swap area; the resource's name is its path, device, UUID= or LABEL=.</summary>
/// <param name="Size">Bytes of a swap file, which is made; null for a partition, which must be swap already.</param>
/// <param name="Priority">0 to 32767; null for the kernel's choice.</param>
public sealed record SwapSpec(long? Size, int? Priority);
