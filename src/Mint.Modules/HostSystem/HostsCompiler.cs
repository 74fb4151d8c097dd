using System.Text;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.HostSystem;

/// <summary>Entries of /etc/hosts, as a block of it.</summary>
internal sealed class HostsCompiler(CompileContext context)
{
    public void Compile(Dictionary<string, IReadOnlyList<string>>? hosts)
    {
        if (hosts is not { Count: > 0 })
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var (address, names) in hosts.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            Check(address, names);
            text.Append(address).Append(' ').AppendJoin(' ', names).Append('\n');
        }

        var id = new ResourceId("block", new BlockName("/etc/hosts", "hosts").ToString());
        context.Add(new Resource(id, new BlockSpec(text.ToString()), context.Origin("hosts")));
    }

    private void Check(string address, IReadOnlyList<string> names)
    {
        if (!HostNames.IsAddress(address))
        {
            context.Problem(["hosts", address], $"'{address}' is no IP address", "write address: [name, alias]");
        }

        if (names.Count == 0)
        {
            context.Problem(["hosts", address], "the list of names is empty");
        }

        foreach (var name in names.Where(n => !HostNames.IsValid(n)))
        {
            context.Problem(["hosts", address], $"'{name}' is no host name");
        }
    }
}
