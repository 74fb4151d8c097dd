namespace Mint.Core.Config;

/// <summary>A way down the tree that costs nothing until somebody prints it.</summary>
internal sealed record KeyPath(KeyPath? Parent, string Key)
{
    public static KeyPath Root { get; } = new(null, "");

    public KeyPath Child(string key) => new(this, key);

    public KeyPath Item(int index) => new(Parent, $"{Key}[{index}]");

    /// <summary>Dotted: <c>packages.nginx.version</c>, <c>firewall.allow.ssh.from[1]</c>.</summary>
    public override string ToString()
    {
        var keys = new List<string>();
        for (var at = this; at is { Parent: not null }; at = at.Parent)
        {
            keys.Add(at.Key);
        }

        keys.Reverse();
        return string.Join('.', keys);
    }
}
