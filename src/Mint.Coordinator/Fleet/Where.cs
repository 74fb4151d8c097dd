using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Fleet;

/// <summary>The conditions of a query, put together with their parameters. Only columns are ever written into the text.</summary>
internal sealed class Where
{
    private readonly List<string> conditions = [];

    /// <summary>The parameters.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>Adds a condition that stands alone.</summary>
    public Where And(string condition)
    {
        conditions.Add(condition);
        return this;
    }

    /// <summary>Adds a condition with its parameter.</summary>
    public Where And(string condition, string parameter, object? value)
    {
        Parameters.Add(parameter, value);
        return And(condition);
    }

    /// <summary>The column is one of the values; a value with <c>*</c> is a pattern. No values: no condition.</summary>
    public Where OneOf(string column, IEnumerable<string> values)
    {
        var kinds = values.ToLookup(v => v.Contains('*', StringComparison.Ordinal));
        var words = kinds[false].ToList();
        var parts = kinds[true].Select(pattern => Like(column, FilterText.Like(pattern))).ToList();
        if (words.Count > 0)
        {
            // Equality, so that an index serves.
            parts.Add($"{column} IN {Parameters.AddList($"w{Parameters.ParameterNames.Count()}_", words)}");
        }

        return parts.Count == 0 ? this : And($"({string.Join(" OR ", parts)})");
    }

    /// <summary>The column holds one of the words, as <c>groups</c> does: each with a blank before and after.</summary>
    public Where HoldsOneOf(string column, IEnumerable<string> words) => Any(words.Select(word => (column, $"% {FilterText.Like(word)} %")));

    /// <summary>One of the columns holds the text somewhere.</summary>
    public Where Mentions(string text, params IEnumerable<string> columns) => Any(columns.Select(column => ($"lower({column})", $"%{FilterText.Like(text.ToLowerInvariant())}%")));

    /// <summary>Only hosts of customers that the caller may see.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="column">The customer's column.</param>
    public Where SeenBy(Caller caller, string column = "customer") =>
        caller.Customers.Count == 0 ? this : And($"{column} IN {Parameters.AddList("seen", caller.Customers)}");

    /// <inheritdoc/>
    public override string ToString() => conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

    private Where Any(IEnumerable<(string Column, string Pattern)> alternatives)
    {
        var parts = alternatives.Select(a => Like(a.Column, a.Pattern)).ToList();
        return parts.Count == 0 ? this : And($"({string.Join(" OR ", parts)})");
    }

    private string Like(string column, string pattern)
    {
        var name = $"p{Parameters.ParameterNames.Count()}";
        Parameters.Add(name, pattern);
        return $"{column} LIKE @{name} ESCAPE '\\'";
    }
}
