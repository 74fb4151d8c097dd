using System.Globalization;
using System.Security.Cryptography;
using Mint.Core.Config;
using Mint.Core.Secrets;
using Mint.Modules;
using Mint.Platform.Git;
using Mint.Platform.Secrets;

namespace Mint.Cli.Secrets;

/// <summary>The secrets of a config repo's working tree: reads who shall read them, and writes their files.</summary>
/// <param name="root">The config repo.</param>
/// <param name="clock">The clock.</param>
internal sealed class SecretRepo(string root, TimeProvider clock)
{
    private const int IdBytes = 8;

    private readonly ConfigLoader loader = new(new DirectoryFiles(root), ModuleCatalog.All);

    /// <summary>Every secret that is there or asked for.</summary>
    /// <exception cref="CommandException">mint.yaml does not load.</exception>
    public IReadOnlyList<SecretStanding> Audit()
    {
        EnsureFleet();
        return loader.AuditSecrets();
    }

    /// <summary>One secret, whether or not it is there yet.</summary>
    /// <exception cref="CommandException">It can't have this name, or mint.yaml does not load.</exception>
    public SecretStanding Find(string name)
    {
        if (!SecretName.IsValid(name))
        {
            throw new CommandException($"'{name}' can't be a secret's name.", SecretName.Rule);
        }

        var audit = Audit();
        return audit.FirstOrDefault(s => s.Name == name)
            ?? new SecretStanding(name, null, [], new Dictionary<string, SecretRecipient>(), Admins(), []);
    }

    /// <summary>One secret that is there.</summary>
    /// <exception cref="CommandException">It is not there, or its file is broken.</exception>
    public (SecretStanding Standing, SecretFile File) Existing(string name)
    {
        var standing = Find(name);
        return standing.File is { } file ? (standing, file)
            : standing.Problems is [var problem, ..] ? throw new CommandException($"{problem.Origin} {problem.Path}: {problem.Message}", problem.Hint)
            : throw new CommandException($"There is no secret '{name}' in this config repo.", $"Give it its value: mint secret set {name}");
    }

    /// <summary>Gives a secret a new value, readable by whoever shall read it now.</summary>
    /// <returns>The file that was written, a path in the repo.</returns>
    /// <exception cref="CommandException">The value is too long, or it can't be encrypted or written.</exception>
    public string Set(SecretStanding standing, string value, int? generated)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(value) > SecretFile.LongestValue)
        {
            throw new CommandException($"The value is longer than {SecretFile.LongestValue >> 10} KiB.", "A secret is a password, a key or a small file; large files belong elsewhere.");
        }

        if (value.Length == 0 || value.Contains('\0', StringComparison.Ordinal))
        {
            throw new CommandException(value.Length == 0 ? "The value is empty." : "The value holds a NUL character.");
        }

        return Write(standing, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), value, new SecretFile
        {
            Version = SecretFile.CurrentVersion,
            Id = "",
            Changed = Today,
            Generated = generated,
            Readers = new SecretReaders(),
            Value = "",
        });
    }

    /// <summary>Encrypts the same value anew, to whoever shall read it now. Who no longer can is remembered as one who may know it.</summary>
    /// <exception cref="CommandException">It can't be encrypted or written.</exception>
    public string Rekey(SecretStanding standing, SecretFile file, string value)
    {
        var known = new Dictionary<string, string>(file.KnownTo ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var lost in Lost(standing, file))
        {
            known.TryAdd(lost, Today);
        }

        foreach (var reader in standing.Hosts.Keys.Concat(standing.Admins.Keys))
        {
            known.Remove(reader);
        }

        return Write(standing, file.Id, value, file with { KnownTo = known });
    }

    /// <summary>Who can decrypt it now and shall not any more.</summary>
    public static IEnumerable<string> Lost(SecretStanding standing, SecretFile file) =>
        file.Readers.Hosts.Keys.Except(standing.Hosts.Keys).Concat(file.Readers.Admins.Keys.Except(standing.Admins.Keys));

    /// <summary>Who shall decrypt it and can't yet, or only with a key that is not theirs any more.</summary>
    public static IEnumerable<string> Gained(SecretStanding standing, SecretFile file) =>
        standing.Hosts.Where(h => file.Readers.Hosts.GetValueOrDefault(h.Key) != h.Value.Fingerprint)
            .Concat(standing.Admins.Where(a => file.Readers.Admins.GetValueOrDefault(a.Key) != a.Value.Fingerprint))
            .Select(r => r.Key);

    private string Today => clock.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Write(SecretStanding standing, string id, string value, SecretFile file)
    {
        if (standing.Admins.Count == 0)
        {
            throw new CommandException(
                "mint.yaml names nobody who can read secrets, so nobody could ever change this one.", "Add yourself: secrets: { admins: { anna: \"ssh-ed25519 AAAA…\" } }, with the line of your ~/.ssh/id_ed25519.pub");
        }

        var recipients = standing.Hosts.OrderBy(h => h.Key, StringComparer.Ordinal).Concat(standing.Admins.OrderBy(a => a.Key, StringComparer.Ordinal)).Select(r => r.Value.Key);
        var path = SecretName.FileOf(standing.Name);
        try
        {
            var sealedValue = AgeProgram.Encrypt(recipients.Distinct(), SecretEnvelope.Write(standing.Name, id, value));
            Save(path, SecretFileText.Write(file with { Id = id, Readers = Readers(standing), Value = sealedValue }));
            return path;
        }
        catch (AgeException failure)
        {
            throw new CommandException($"{standing.Name} can't be encrypted: {failure.Message}", failure.IsMissing ? "apt install age" : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} can't be written: {e.Message}");
        }
    }

    private static SecretReaders Readers(SecretStanding standing) => new()
    {
        Hosts = standing.Hosts.ToDictionary(h => h.Key, h => h.Value.Fingerprint),
        Admins = standing.Admins.ToDictionary(a => a.Key, a => a.Value.Fingerprint),
    };

    /// <summary>Written beside and renamed, so that a full disk leaves the old value.</summary>
    private void Save(string path, string text)
    {
        var target = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? root);
        var beside = target + ".new";
        File.WriteAllText(beside, text);
        File.Move(beside, target, overwrite: true);
    }

    private void EnsureFleet()
    {
        if (loader.LoadFleet() is { Fleet: null, Problems: [var problem, ..] })
        {
            throw new CommandException($"{problem.Origin} {problem.Path}: {problem.Message}", problem.Hint);
        }
    }

    private IReadOnlyDictionary<string, SecretRecipient> Admins() =>
        loader.LoadFleet().Fleet?.Secrets.Recipients() ?? new Dictionary<string, SecretRecipient>();
}
