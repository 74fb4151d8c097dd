using System.Text.RegularExpressions;

namespace Mint.Coordinator.Access;

/// <summary>An API token that somebody wants.</summary>
/// <param name="Name">Its name, for the audit log.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Customers">Customers whose hosts it may see; empty for all.</param>
/// <param name="Lifetime">How long it is good for.</param>
internal sealed partial record TokenWish(string Name, Role Role, IReadOnlyList<string> Customers, TimeSpan Lifetime)
{
    private const int MostCustomers = 100;
    private const int LongestCustomer = 100;

    /// <summary>Reads a wish as it is typed or sent; the reason when it can't be granted.</summary>
    public static (TokenWish? Wish, string Mistake) Read(string name, string role, IReadOnlyList<string> customers, TimeSpan lifetime) =>
        !Names().IsMatch(name) ? Wrong("name: letters, digits and . _ @ - in it, at most 64, the first a letter or digit")
        : Roles.Read(role) is not { } known ? Wrong($"role: expected {Roles.Known}")
        : customers.Count > MostCustomers || customers.Any(c => c.Length is 0 or > LongestCustomer || c.Any(char.IsControl)) ? Wrong($"customers: at most {MostCustomers}, each of 1 to {LongestCustomer} characters")
        : lifetime <= TimeSpan.Zero || lifetime > ApiTokens.LongestLifetime ? Wrong($"it may be good for at most {ApiTokens.LongestLifetime.TotalDays:0} days")
        : (new TokenWish(name, known, [.. customers.Distinct()], lifetime), "");

    private static (TokenWish? Wish, string Mistake) Wrong(string what) => (null, what);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
