using System.Globalization;
using System.Text;
using Mint.Core.Hosts;

namespace Mint.Modules.Users;

/// <summary>What <c>/etc/shadow</c> says of one account. Nothing else of the file is kept.</summary>
/// <param name="Password">The second field: a hash, or what stands in for none.</param>
/// <param name="Expired">Whether the expiry day is the first of 1970, which is how we lock an account.</param>
internal sealed record ShadowEntry(Secret Password, bool Expired);

/// <summary>A parsed <c>/etc/shadow</c>.</summary>
internal sealed class ShadowTable
{
    private const int PasswordField = 1;
    private const int ExpiryField = 7;

    /// <summary>What counts for a user whom the file does not name: no password works.</summary>
    private static readonly ShadowEntry Unnamed = new(new Secret("!"), Expired: false);

    private readonly Dictionary<string, ShadowEntry> byName = new(StringComparer.Ordinal);

    /// <summary>The entry of a user.</summary>
    public ShadowEntry Of(string name) => byName.GetValueOrDefault(name, Unnamed);

    public static ShadowTable Parse(byte[]? content)
    {
        var table = new ShadowTable();
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length > ExpiryField)
            {
                var expired = int.TryParse(fields[ExpiryField], NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day <= 1;
                table.byName.TryAdd(fields[0], new ShadowEntry(new Secret(fields[PasswordField]), expired));
            }
        }

        return table;
    }
}
