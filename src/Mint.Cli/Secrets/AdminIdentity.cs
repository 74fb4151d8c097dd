using Mint.Core.Secrets;
using Mint.Platform.Secrets;

namespace Mint.Cli.Secrets;

/// <summary>The private key with which the person at the keyboard decrypts secrets.</summary>
/// <param name="shell">Environment and directories.</param>
/// <param name="given">The file that <c>--identity</c> names; null to look for one.</param>
internal sealed class AdminIdentity(Shell shell, string? given)
{
    private const string Variable = "MINT_IDENTITY";

    /// <summary>Decrypts a secret's value.</summary>
    /// <exception cref="CommandException">No key at hand opens it, or it is not what its file says.</exception>
    public string Open(string name, SecretFile file)
    {
        var key = Choose(name, file);
        try
        {
            var fault = SecretEnvelope.Read(AgeProgram.Decrypt(key, file.Value), name, file.Id, out var value);
            return fault is null ? value : throw new CommandException($"The secret '{name}' is not to be used: {fault}.", $"Put back the last good version: git log -- {SecretName.FileOf(name)}");
        }
        catch (AgeException failure)
        {
            throw new CommandException($"The secret '{name}' can't be decrypted with {key}: {failure.Message}", failure.IsMissing ? "apt install age" : Readers(file));
        }
    }

    private string Choose(string name, SecretFile file)
    {
        if ((given ?? shell.Variable(Variable)) is { Length: > 0 } named)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw new CommandException($"There is no key {named}.");
        }

        var home = shell.Variable("HOME") ?? UserDirectories.Home;
        string[] ssh = [Path.Combine(home, ".ssh", "id_ed25519"), Path.Combine(home, ".ssh", "id_rsa")];
        var age = Path.Combine(shell.ConfigDirectory, "age.key");
        return ssh.FirstOrDefault(key => IsReader(key + ".pub", file))
            ?? (File.Exists(age) ? age : null)
            ?? throw new CommandException(
                $"None of your keys decrypts the secret '{name}' ({string.Join(", ", ssh.Append(age))} were looked at).",
                $"{Readers(file)} Name another key: --identity FILE, or {Variable}.");
    }

    private static bool IsReader(string publicKey, SecretFile file)
    {
        try
        {
            return SecretRecipient.Parse(File.ReadAllText(publicKey)) is { } key && file.Readers.Admins.Values.Contains(key.Fingerprint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Readers(SecretFile file) =>
        file.Readers.Admins.Count == 0 ? "It is encrypted to hosts alone." : $"It is encrypted to {string.Join(", ", file.Readers.Admins.Keys)}, and to hosts.";
}
