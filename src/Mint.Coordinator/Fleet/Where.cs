using Dapper;
using Mint.Coordinator.Access;

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
    public Where OneOf(string column, IEnumerable<string> values) => Any(values.Select(value => (column, FilterText.Like(value))));

    /// <summary>The column holds one of the words, as <c>groups</c> does: each with a blank before and after.</summary>
    public Where HoldsOneOf(string column, IEnumerable<string> words) => Any(words.Select(word => (column, $"% {FilterText.Like(word)} %")));

    /// <summary>One of the columns holds the text somewhere.</summary>
    public Where Mentions(string text, params IEnumerable<string> columns) => Any(columns.Select(column => ($"lower({column})", $"%{FilterText.Like(text.ToLowerInvariant())}%")));

    /// <summary>Only hosts of customers that the caller may see.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="column">The customer's column.</param>
    public Where SeenBy(Caller caller, string column = "customer") =>
        caller.Customers.Count == 0 ? this : And($"{column} IN @seen_customers", "seen_customers", caller.Customers);

    /// <inheritdoc/>
    public override string ToString() => conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

    private Where Any(IEnumerable<(string Column, string Pattern)> alternatives)
    {
        var parts = new List<string>();
        foreach (var (column, pattern) in alternatives)
        {
            var name = $"p{Parameters.ParameterNames.Count()}";
            Parameters.Add(name, pattern);
            parts.Add($"{column} LIKE @{name} ESCAPE '\\'");
        }

        return parts.Count == 0 ? this : And($"({string.Join(" OR ", parts)})");
    }
}
