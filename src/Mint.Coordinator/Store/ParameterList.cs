using System.Globalization;
using Dapper;

namespace Mint.Coordinator.Store;

/// <summary>
/// Lists of parameters, written out one by one: Dapper's own <c>IN @names</c> becomes an array on PostgreSQL, which needs other words there.
/// </summary>
internal static class ParameterList
{
    /// <summary>Adds values to the parameters and gives what follows on IN: <c>(@name0, @name1)</c>. Without values nothing matches.</summary>
    public static string AddList(this DynamicParameters parameters, string name, IEnumerable<string> values)
    {
        var names = new List<string>();
        foreach (var value in values)
        {
            var one = name + names.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(one, value);
            names.Add($"@{one}");
        }

        return names.Count == 0 ? "(NULL)" : $"({string.Join(", ", names)})";
    }
}
