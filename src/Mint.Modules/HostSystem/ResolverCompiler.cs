using System.Text;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.HostSystem;

/// <summary>The resolver's settings, as /etc/resolv.conf or as a drop-in of systemd-resolved.</summary>
internal sealed class ResolverCompiler(CompileContext context)
{
    private const int MostNameservers = 3;
    private const string DropInDirectory = "/etc/systemd/resolved.conf.d";

    private const string LinkHint =
        "system.resolver.manage says which to keep: 'systemd-resolved' configures the service behind it, 'file' replaces the link by a file";

    public void Compile(ResolverSettings? resolver)
    {
        if (resolver is null || !Check(resolver))
        {
            return;
        }

        if (resolver.Manage == ResolverManage.SystemdResolved)
        {
            AddDropIn(resolver);
        }
        else
        {
            AddFile(resolver);
        }
    }

    private void AddFile(ResolverSettings resolver)
    {
        var text = new StringBuilder("# Managed by mint-agent; edit the config repo instead.\n");
        foreach (var server in (resolver.Nameservers ?? []).Concat(resolver.FallbackNameservers ?? []))
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        AppendWords(text, "search ", resolver.Search);
        AppendWords(text, "options ", resolver.Options);
        var spec = FileSpec.Readable(text.ToString()) with { RefuseLink = resolver.Manage is null ? LinkHint : null };
        context.Add(new Resource(new ResourceId("file", "/etc/resolv.conf"), spec, context.Origin("resolver")));
    }

    private void AddDropIn(ResolverSettings resolver)
    {
        var text = new StringBuilder("[Resolve]\n");
        AppendWords(text, "DNS=", resolver.Nameservers);
        AppendWords(text, "FallbackDNS=", resolver.FallbackNameservers);
        AppendWords(text, "Domains=", resolver.Search);
        var origin = context.Origin("resolver");
        context.Add(new Resource(new ResourceId("directory", DropInDirectory), new DirectorySpec(), origin));
        context.Add(new Resource(new ResourceId("file", DropInDirectory + "/50-mint.conf"), FileSpec.Readable(text.ToString()), origin)
        {
            DependsOn = [new ResourceId("package", "systemd-resolved")],
            Notifies = [new ResourceId("trigger", TriggerProvider.Resolved)],
        });
        context.Add(TriggerProvider.Resource(TriggerProvider.Resolved, origin));
    }

    private static void AppendWords(StringBuilder text, string key, IReadOnlyList<string>? words)
    {
        if (words is { Count: > 0 })
        {
            text.Append(key).AppendJoin(' ', words).Append('\n');
        }
    }

    private bool Check(ResolverSettings resolver)
    {
        var faults = AddressFaults("nameservers", resolver.Nameservers)
            .Concat(AddressFaults("fallback_nameservers", resolver.FallbackNameservers))
            .Concat((resolver.Search ?? []).Where(d => !HostNames.IsValid(d)).Select(d => ("search", $"'{d}' is no domain")))
            .Concat((resolver.Options ?? []).Where(o => !IsOption(o)).Select(o => ("options", $"'{o}' is no option of resolv.conf")))
            .Concat(FaultsOfTheWhole(resolver))
            .ToList();
        foreach (var (key, message) in faults)
        {
            context.Problem(["resolver", key], message);
        }

        return faults.Count == 0;
    }

    private static IEnumerable<(string Key, string Message)> AddressFaults(string key, IReadOnlyList<string>? addresses) =>
        (addresses ?? []).Where(a => !HostNames.IsAddress(a)).Select(a => (key, $"'{a}' is no IP address"));

    private static IEnumerable<(string Key, string Message)> FaultsOfTheWhole(ResolverSettings resolver)
    {
        var servers = (resolver.Nameservers?.Count ?? 0) + (resolver.FallbackNameservers?.Count ?? 0);
        if (resolver.Manage == ResolverManage.SystemdResolved)
        {
            if (resolver.Options is { Count: > 0 })
            {
                yield return ("options", "systemd-resolved takes no options of resolv.conf");
            }
        }
        else if (servers is 0 or > MostNameservers)
        {
            yield return ("nameservers", $"resolv.conf takes 1 to {MostNameservers} servers, those of last resort included; here are {servers}");
        }
    }

    private static bool IsOption(string option) =>
        option.Length is > 0 and <= 64 && option.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':');
}
