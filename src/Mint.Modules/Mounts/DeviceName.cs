namespace Mint.Modules.Mounts;

/// <summary>What people may write to name a device.</summary>
internal static class DeviceName
{
    /// <summary>What is wrong; null when it is fine.</summary>
    public static string? Fault(string device)
    {
        if (device.Length is 0 or > 1000 || device.Any(char.IsControl))
        {
            return "the device is empty, too long, or holds control characters";
        }

        var equals = device.IndexOf('=', StringComparison.Ordinal);
        if (device.StartsWith('/') || equals < 0)
        {
            return device.Split('/').Contains("..") ? $"'{device}' holds '..'" : null;
        }

        var value = device[(equals + 1)..];
        return device[..equals] switch
        {
            "UUID" or "PARTUUID" => value.Length > 0 && value.All(c => char.IsAsciiHexDigit(c) || c == '-') ? null : $"'{value}' is no UUID",
            "LABEL" or "PARTLABEL" => value.Length > 0 && !value.Contains('"', StringComparison.Ordinal) ? null : "the label is empty or in quotes; write it plainly",
            var tag => $"'{tag}=' is none of UUID=, LABEL=, PARTUUID=, PARTLABEL=",
        };
    }

    /// <summary>Whether a name is a device or a tag of one, not a file's path.</summary>
    public static bool IsDevice(string name) => name.StartsWith("/dev/", StringComparison.Ordinal) || !name.StartsWith('/');
}
