using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access.People;

/// <summary>Keeps the keys that forms and pages are signed with in the store, beside the hashes of what people log in with.</summary>
/// <param name="database">The store.</param>
internal sealed class PageKeys(Database database) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        return [.. connection.Query<string>("SELECT content FROM page_keys ORDER BY name").Select(text => XElement.Parse(text))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        connection.Execute(
            "INSERT INTO page_keys (name, content) VALUES (@friendlyName, @content) ON CONFLICT (name) DO NOTHING",
            new { friendlyName, content = element.ToString(SaveOptions.DisableFormatting) });
    }
}
