namespace Mint.Modules.Ssh;

/// <summary>Where sshd listens.</summary>
/// <param name="Address">A local address under which it is reached.</param>
/// <param name="Port">The port.</param>
internal sealed record ListenAddress(string Address, string Port)
{
    /// <summary>Reads <c>listenaddress</c> lines of <c>sshd -T</c>.</summary>
    public static IReadOnlyList<ListenAddress> Of(ILookup<string, string> settings) =>
        [.. settings["listenaddress"].Select(Parse).OfType<ListenAddress>().Distinct().OrderBy(a => a.Address, StringComparer.Ordinal)];

    private static ListenAddress? Parse(string text)
    {
        var address = text.Split(' ')[0];
        var colon = address.LastIndexOf(':');
        return colon <= 0 ? null : new ListenAddress(Reachable(address[..colon].Trim('[', ']')), address[(colon + 1)..]);
    }

    private static string Reachable(string address) => address switch
    {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        _ => address,
    };
}
