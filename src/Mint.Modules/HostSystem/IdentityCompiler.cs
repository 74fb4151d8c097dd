using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.HostSystem;

/// <summary>Hostname, time zone and message of the day.</summary>
internal sealed class IdentityCompiler(CompileContext context)
{
    private const int LongestHostname = 64;

    public void Compile(SystemSection section)
    {
        if (section.Hostname is { } hostname)
        {
            AddHostname(hostname);
        }

        if (section.Timezone is { } zone)
        {
            AddTimezone(zone);
        }

        if (section.Motd is { } motd)
        {
            var text = motd.Length == 0 || motd[^1] == '\n' ? motd : motd + "\n";
            context.Add(new Resource(new ResourceId("file", "/etc/motd"), FileSpec.Readable(text), context.Origin("motd")));
        }
    }

    private void AddHostname(string hostname)
    {
        if (!HostNames.IsValid(hostname) || hostname.Length > LongestHostname || hostname.Contains('_', StringComparison.Ordinal))
        {
            context.Problem(["hostname"], $"'{hostname}' is no hostname: labels of letters, digits and dashes are expected, at most 64 characters in all");
            return;
        }

        context.Add(new Resource(new ResourceId("hostname", "system"), new HostnameSpec(hostname), context.Origin("hostname")));
    }

    private void AddTimezone(string zone)
    {
        if (!ZoneInfo.IsName(zone))
        {
            context.Problem(["timezone"], $"'{zone}' is no time zone of the tz database", "write it as Area/City: Europe/Zurich");
            return;
        }

        context.Add(new Resource(new ResourceId("timezone", "system"), new TimezoneSpec(zone), context.Origin("timezone")));
    }
}
