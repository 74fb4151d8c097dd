using Mint.Cli.Reports;
using Mint.Core.Config;

namespace Mint.Cli.People;

/// <summary>Finds the lines of a config repo that name somebody, in groups that no host uses as well.</summary>
internal sealed class Mentions(string name)
{
    private readonly List<MentionReport> found = [];

    /// <summary>All mentions in the files, in their order.</summary>
    public IReadOnlyList<MentionReport> In(IEnumerable<ConfigMap> trees)
    {
        foreach (var tree in trees)
        {
            Look(tree, "");
        }

        return [.. found.DistinctBy(m => m.Origin)];
    }

    private void Look(ConfigNode node, string path)
    {
        switch (node)
        {
            case ConfigMap map:
                foreach (var entry in map.Entries)
                {
                    Look(entry, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
                }

                break;
            case ConfigList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Look(list.Items[i], $"{path}[{i}]");
                }

                break;
            case ConfigScalar scalar when scalar.Text == name:
                Add(scalar.Origin, path);
                break;
        }
    }

    private void Look(ConfigEntry entry, string path)
    {
        // What stands under the name goes with it.
        if (entry.Key == name || entry.Key == $"user/{name}" || entry.Key == $"authorized-keys/{name}")
        {
            Add(entry.KeyOrigin, path);
        }
        else
        {
            Look(entry.Value, path);
        }
    }

    private void Add(Origin place, string path)
    {
        var sections = path.StartsWith("defaults.", StringComparison.Ordinal) ? path["defaults.".Length..] : path;
        found.Add(new MentionReport(place.ToString(), path, sections switch
        {
            _ when sections == $"users.{name}" => "user",
            _ when sections == $"ssh.allowed_users.{name}" => "ssh-login",
            _ when sections == $"signatures.signers.{name}" => "signer",
            _ when sections == $"secrets.admins.{name}" => "secret-admin",
            _ => "other",
        }));
    }
}
