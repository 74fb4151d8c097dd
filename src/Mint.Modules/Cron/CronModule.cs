using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;

namespace Mint.Modules.Cron;

/// <summary>Section <c>cron</c>: jobs by name, each a file in <c>/etc/cron.d</c>.</summary>
public sealed class CronModule : Module<Dictionary<string, CronJob>>
{
    /// <inheritdoc/>
    public override string Section => "cron";

    /// <inheritdoc/>
    public override string Summary => "Cron jobs by name; each becomes a file in /etc/cron.d.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => CronJson.Default.DictionaryStringCronJob;

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, CronJob> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, job) in section.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            new CronCompiler(context, name, job).Compile();
        }
    }
}
