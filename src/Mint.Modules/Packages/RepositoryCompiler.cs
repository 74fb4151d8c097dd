using System.Text;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Packages;

/// <summary>Turns one repository into its <c>.sources</c> file and its keyring.</summary>
internal sealed class RepositoryCompiler(CompileContext context, string name, RepositorySettings repository)
{
    private const string Armor = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    private static readonly string[] Schemes = ["https://", "http://", "file:/", "mirror+https://", "mirror+http://", "mirror+file:/"];

    /// <summary>Adds the resources, or reports what is wrong.</summary>
    public void Compile()
    {
        var before = context.Problems.Count;
        CheckPlace();
        CheckTrust();
        var keyring = Keyring();
        if (context.Problems.Count > before)
        {
            return;
        }

        if (keyring is not null)
        {
            context.Add(keyring);
        }

        var id = new ResourceId("file", $"/etc/apt/sources.list.d/{name}.sources");
        context.Add(new Resource(id, FileSpec.Readable(Text(keyring?.Id.Name ?? repository.SignedBy)), context.Origin("repositories", name))
        {
            DependsOn = keyring is null ? [] : [keyring.Id],
            Notifies = [AptListsProvider.Id],
        });
    }

    private void CheckPlace()
    {
        CheckWords("uris", repository.Uris, required: true);
        CheckWords("suites", repository.Suites, required: true);
        CheckWords("components", repository.Components, required: false);
        CheckWords("architectures", repository.Architectures, required: false);
        foreach (var uri in (repository.Uris ?? []).Where(u => !Array.Exists(Schemes, s => u.StartsWith(s, StringComparison.Ordinal))))
        {
            context.Problem(["repositories", name, "uris"], $"'{uri}' is no address apt may use: https://…, http://… or file:/…");
        }

        var flat = (repository.Suites ?? []).Any(s => s.EndsWith('/'));
        if (flat == (repository.Components is { Count: > 0 }))
        {
            context.Problem(
                ["repositories", name, "components"],
                flat ? "a flat repository (its suite ends with a slash) has no components" : "expected components, such as [main]");
        }
    }

    private void CheckWords(string key, IReadOnlyList<string>? words, bool required)
    {
        if (required && words is not { Count: > 0 })
        {
            context.Problem(["repositories", name, key], $"expected a list of {key}");
        }

        foreach (var word in (words ?? []).Where(w => w.Length == 0 || w.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))))
        {
            context.Problem(["repositories", name, key], $"'{word.Trim()}' holds white space; each entry is one word");
        }
    }

    private void CheckTrust()
    {
        var reasons = (repository.Key is null ? 0 : 1) + (repository.SignedBy is null ? 0 : 1) + (repository.Trusted ? 1 : 0);
        if (reasons != 1)
        {
            context.Problem(
                ["repositories", name],
                "exactly one of 'key' (a key in this repo), 'signed_by' (a keyring on the host) and 'trusted: true' (no signature) is needed");
        }

        if (repository.SignedBy is { } keyring && HostPath.Fault(keyring) is { } fault)
        {
            context.Problem(["repositories", name, "signed_by"], fault.Message, fault.Hint);
        }
    }

    private Resource? Keyring()
    {
        if (repository.Key is not { } key)
        {
            return null;
        }

        string[] place = ["repositories", name, "key"];
        var bytes = key.Contains(Armor, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(key) : ConfigSource.Read(context, place, key);
        if (bytes is null)
        {
            return null;
        }

        var armored = Encoding.UTF8.GetString(bytes).Contains(Armor, StringComparison.Ordinal);

        // Every binary OpenPGP packet begins with a byte whose highest bit is set.
        if (!armored && (bytes.Length == 0 || bytes[0] < 0x80))
        {
            context.Problem(place, "this is no OpenPGP public key, neither armored nor binary");
        }

        var id = new ResourceId("file", $"/etc/apt/keyrings/mint-{name}.{(armored ? "asc" : "gpg")}");
        return new Resource(id, new FileSpec(FileContent.Of(bytes)), context.Origin(place)) { Notifies = [AptListsProvider.Id] };
    }

    private string Text(string? signedBy)
    {
        var text = new StringBuilder();
        void Line(string field, IReadOnlyList<string>? words)
        {
            if (words is { Count: > 0 })
            {
                text.Append(field).Append(": ").AppendJoin(' ', words).Append('\n');
            }
        }

        Line("Types", repository.SourcePackages ? ["deb", "deb-src"] : ["deb"]);
        Line("URIs", repository.Uris);
        Line("Suites", repository.Suites);
        Line("Components", repository.Components);
        Line("Architectures", repository.Architectures);
        Line("Signed-By", signedBy is null ? [] : [signedBy]);
        Line("Trusted", repository.Trusted ? ["yes"] : []);
        return text.ToString();
    }
}
