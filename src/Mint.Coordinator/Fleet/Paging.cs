using System.Globalization;
using System.Text;
using Grpc.Core;

namespace Mint.Coordinator.Fleet;

/// <summary>Pages of a list: how many, and after what.</summary>
internal static class Paging
{
    private const int Usual = 100;
    private const int Most = 1_000;

    /// <summary>How many rows to give.</summary>
    public static int Size(uint asked) => asked == 0 ? Usual : (int)Math.Min(asked, Most);

    /// <summary>The token of the page after a row; empty when there is none.</summary>
    public static string Token(string? after) => after is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(after));

    /// <summary>The row to go on after; null for the first page.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: not a token of ours.</exception>
    public static string? After(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new RpcException(new Status(StatusCode.InvalidArgument, "page_token is none that was given out"));
    }

    /// <summary>The same for lists in the order of a number.</summary>
    public static long? AfterNumber(string token) => After(token) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new RpcException(new Status(StatusCode.InvalidArgument, "page_token is none that was given out"));

    /// <summary>Cuts a list that was read with one row too many, and tells the last row that stays when there are more.</summary>
    public static (List<T> Rows, T? Last) Cut<T>(IEnumerable<T> rows, int size) where T : class
    {
        var all = rows.ToList();
        return all.Count <= size ? (all, null) : (all[..size], all[size - 1]);
    }
}
