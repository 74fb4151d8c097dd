using System.Globalization;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>Turns one swap area into its resource, or into what is wrong with it.</summary>
internal sealed class SwapCompiler(CompileContext context, string name, SwapArea area)
{
    private const long Smallest = 1L << 20;
    private const long Largest = 1L << 40;
    private const int HighestPriority = 32767;

    private bool failed;

    public void Compile()
    {
        var isDevice = DeviceName.IsDevice(name);
        var fault = isDevice ? DeviceName.Fault(name) : HostPath.Fault(name)?.Message;
        if (fault is not null || (isDevice && !name.StartsWith('/') && !name.Contains('=', StringComparison.Ordinal)))
        {
            Fail([], fault ?? $"'{name}' is neither a path, nor a device, nor UUID= or LABEL= of one");
        }

        if (isDevice && area.Size is not null)
        {
            Fail(["size"], "a partition has its size already; nothing is formatted here");
        }

        var size = isDevice ? null : Size();
        if (area.Priority is < 0 or > HighestPriority)
        {
            Fail(["priority"], $"{area.Priority} is not within 0 to {HighestPriority}");
        }

        if (!failed)
        {
            context.Add(new Resource(new ResourceId("swap", name), new SwapSpec(size, area.Priority), context.Origin("swap", name)));
        }
    }

    private long? Size()
    {
        var text = area.Size ?? "";
        var unit = text.TrimStart(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        var shift = unit switch { "M" or "MiB" => 20, "G" or "GiB" => 30, _ => -1 };
        if (shift > 0 && long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= Largest >> shift && count << shift is >= Smallest and var bytes)
        {
            return bytes;
        }

        Fail(["size"], area.Size is null ? "a swap file needs a size" : $"'{area.Size}' is no size from 1M to 1024G", "write size: 2G");
        return null;
    }

    private void Fail(IReadOnlyList<string> place, string message, string? hint = null)
    {
        failed = true;
        context.Problem(["swap", name, .. place], message, hint);
    }
}
