namespace Mint.Cli.Fleet;

/// <summary>Follows a list over its pages.</summary>
internal static class Paging
{
    private const int LargestPage = 1000;

    /// <summary>Asks page after page until there is enough.</summary>
    /// <param name="ask">Asks one page: its size and the token that the page before ended with.</param>
    /// <param name="enough">Told of all so far; when it says yes, no further page is asked.</param>
    /// <param name="pageSize">How many to ask for at once.</param>
    /// <returns>Whole pages, and whether there is more.</returns>
    public static async Task<Paged<T>> FollowAsync<T>(Func<uint, string, Task<Page<T>>> ask, Func<IReadOnlyList<T>, bool> enough, int pageSize)
    {
        var items = new List<T>();
        var next = "";
        do
        {
            var page = await ask((uint)Math.Min(pageSize, LargestPage), next);
            items.AddRange(page.Items);

            // An empty page that promises more would never end.
            next = page.Items.Count == 0 ? "" : page.Next;
        }
        while (next.Length > 0 && !enough(items));

        return new Paged<T>(items, next.Length > 0);
    }

    /// <summary>Asks page after page for at most so many.</summary>
    public static async Task<Paged<T>> FollowAsync<T>(Func<uint, string, Task<Page<T>>> ask, int limit)
    {
        var all = await FollowAsync(ask, items => items.Count >= limit, limit);
        return new Paged<T>([.. all.Items.Take(limit)], all.More || all.Items.Count > limit);
    }
}

/// <summary>One page.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string Next);

/// <summary>What several pages held.</summary>
/// <param name="Items">The items, in order.</param>
/// <param name="More">Whether the coordinator has more of them.</param>
internal sealed record Paged<T>(IReadOnlyList<T> Items, bool More);
