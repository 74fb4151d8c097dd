using System.Text;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Ssh;

/// <summary>The host keys of the fleet's other hosts, as a block of /etc/ssh/ssh_known_hosts: what others wrote there stays.</summary>
internal static class KnownHostsCompiler
{
    /// <summary>Adds the block.</summary>
    public static void Compile(CompileContext context)
    {
        var text = new StringBuilder();
        foreach (var host in context.Fleet.Others)
        {
            text.AppendJoin(',', host.Names).Append(' ').Append(host.Key).Append('\n');
        }

        var id = new ResourceId("block", new BlockName("/etc/ssh/ssh_known_hosts", "fleet").ToString());
        context.Add(new Resource(id, new BlockSpec(text.ToString()), context.Origin("known_hosts")) { DependsOn = [new ResourceId("package", "openssh-client")] });
    }
}
