namespace Mint.Core.Secrets;

/// <summary>
/// What is encrypted: the value with the name and the id that it was meant for. A file that was copied to another secret's place decrypts
/// as well as the right one; what is inside tells them apart.
/// </summary>
public static class SecretEnvelope
{
    private const string Magic = "mint-secret 1";

    /// <summary>Puts a value into its envelope.</summary>
    public static string Write(string name, string id, string value) => $"{Magic}\n{name}\n{id}\n{value}";

    /// <summary>Takes the value out.</summary>
    /// <param name="text">What was decrypted.</param>
    /// <param name="name">The secret that is asked for.</param>
    /// <param name="id">The id that its file gives.</param>
    /// <param name="value">The value; empty when it is not to be used.</param>
    /// <returns>Null, or why the value is not to be used; it holds nothing of the value.</returns>
    public static string? Read(string text, string name, string id, out string value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = "";
        var parts = text.Split('\n', 4);
        if (parts.Length < 4 || parts[0] != Magic)
        {
            return "what was encrypted is no value of mint secret";
        }

        if (parts[1] != name)
        {
            return $"it holds the value of another secret, {(SecretName.IsValid(parts[1]) ? $"'{parts[1]}'" : "whose name is none")}: its file was moved or copied by hand";
        }

        if (parts[2] != id)
        {
            return "it holds another value than its file says: it was put together by hand";
        }

        value = parts[3];
        return null;
    }
}
