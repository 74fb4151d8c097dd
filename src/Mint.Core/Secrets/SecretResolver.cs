using Mint.Core.Config;
using Mint.Core.Hosts;

namespace Mint.Core.Secrets;

/// <summary>Puts the secrets of one host in their places in its merged tree, still sealed, or says why one can't be had.</summary>
/// <param name="host">The host.</param>
/// <param name="shelf">The revision's secrets.</param>
/// <param name="opener">Decrypts them when they are revealed.</param>
/// <param name="problems">Where mistakes go.</param>
internal sealed class SecretResolver(string host, SecretShelf shelf, ISecretOpener opener, List<Problem> problems)
{
    private readonly List<SecretUse> uses = [];
    private readonly Dictionary<string, Secret?> secrets = new(StringComparer.Ordinal);
    private ConfigScalar? hostKey;

    /// <summary>Every place that asks for a secret, in the tree's order.</summary>
    public IReadOnlyList<SecretUse> Uses => uses;

    /// <summary>The tree with its secrets. A variable by itself asks for nothing: whoever uses it does.</summary>
    public ConfigMap Resolve(ConfigMap root)
    {
        hostKey = root["ssh_host_key"] as ConfigScalar;
        return root.With(root.Entries.Select(e => e.Key == "vars" ? e : e with { Value = Node(e.Value, KeyPath.Root.Child(e.Key)) }));
    }

    private ConfigMap Map(ConfigMap map, KeyPath path) => map.With(map.Entries.Select(e => e with { Value = Node(e.Value, path.Child(e.Key)) }));

    private ConfigNode Node(ConfigNode node, KeyPath path) => node switch
    {
        ConfigMap map => Map(map, path),
        ConfigList list => new ConfigList(list.Origin, list.Items.Select((item, index) => Node(item, path.Item(index)))),
        ConfigScalar { Parts: { } parts } scalar => Scalar(scalar, parts, path.ToString()),
        _ => node,
    };

    private ConfigScalar Scalar(ConfigScalar scalar, IReadOnlyList<SecretPart> parts, string path)
    {
        var opened = new List<Secret>(parts.Count);
        foreach (var part in parts)
        {
            if (!part.IsSecret)
            {
                opened.Add(new Secret(part.Text));
            }
            else if (Find(part.Text, scalar.Origin, path) is { } secret)
            {
                opened.Add(secret);
            }
        }

        return opened.Count < parts.Count ? scalar : scalar.With(opened is [var only] ? only : Together(parts, opened));
    }

    private static Secret Together(IReadOnlyList<SecretPart> parts, List<Secret> opened) => Secret.Sealed(
        string.Join('\0', parts.Zip(opened, (part, secret) => secret.Identity ?? $"text {part.Text}")),
        () => string.Concat(opened.Select(secret => secret.Reveal())));

    private Secret? Find(string name, Origin origin, string path)
    {
        uses.Add(new SecretUse(name, host, path, origin));
        if (!secrets.TryGetValue(name, out var secret))
        {
            var (file, fault) = Look(name);
            secret = file is null ? null : Secret.Sealed(file.Identity(name), () => opener.Open(name, file));
            secrets[name] = secret;
            if (fault is var (message, hint))
            {
                problems.Add(new Problem(origin, path, message, hint));
            }
        }

        return secret;
    }

    /// <summary>The secret's file, or why it is of no use to this host.</summary>
    private (SecretFile? File, (string Message, string? Hint)? Fault) Look(string name)
    {
        if (!SecretName.IsValid(name))
        {
            return (null, ($"{Found.Quote(name)} can't be a secret's name", SecretName.Rule));
        }

        var (file, wrong) = shelf.Read(name);
        var fault = wrong.Count > 0 ? ($"the secret '{name}' can't be used: {wrong[0].Origin} {wrong[0].Path}: {wrong[0].Message}", wrong[0].Hint)
            : file is null ? Missing(name)
            : Unreadable(name, file);
        return fault is null ? (file, null) : (null, fault);
    }

    private (string Message, string? Hint)? Missing(string name) => (
        $"there is no secret '{name}'", Spelling.Nearest(name, shelf.Names) is { } near ? $"Did you mean '{near}'?" : $"Give it its value: mint secret set {name}");

    /// <summary>Why this host can't decrypt it, as far as the config repo tells; null when it can.</summary>
    private (string Message, string? Hint)? Unreadable(string name, SecretFile file)
    {
        if (hostKey is null || SecretRecipient.Parse(hostKey.Text) is not { } key)
        {
            return (
                $"{host} {(hostKey is null ? "has no ssh_host_key" : "has an ssh_host_key that is no key")}, so nothing can be encrypted for it",
                $"Write the line of its /etc/ssh/ssh_host_ed25519_key.pub into {RepoLayout.HostFile(host)}: ssh_host_key: \"ssh-ed25519 AAAA…\", then: mint secret rekey");
        }

        return !file.Readers.Hosts.TryGetValue(host, out var fingerprint) ? ($"the secret '{name}' is not encrypted for {host}", "Somebody who can read it has to encrypt it anew: mint secret rekey")
            : fingerprint != key.Fingerprint ? ($"the secret '{name}' is encrypted for another SSH host key than {host} has now", "Somebody who can read it has to encrypt it anew: mint secret rekey")
            : null;
    }
}
