using System.Text;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Cron;

/// <summary>Turns one job into its file, or into what is wrong with it.</summary>
internal sealed class CronCompiler(CompileContext context, string name, CronJob job)
{
    // cron's own limit; it drops the rest of a longer command without a word.
    private const int LongestCommand = 998;

    private bool failed;

    public void Compile()
    {
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            Fail([name], $"'{name}' can't name a file in /etc/cron.d: cron reads only names of letters, digits, dashes and underscores");
        }

        var (schedule, fault) = CronSchedule.Read(job.Schedule);
        if (fault is not null)
        {
            Fail([name, "schedule"], fault);
        }

        if (!AccountName.IsValid(job.User) || job.User.All(char.IsAsciiDigit))
        {
            Fail([name, "user"], $"'{job.User}' is no user name");
        }

        var command = Command();
        var text = new StringBuilder();
        AppendComment(text);
        AppendEnvironment(text);
        text.Append(job.Enabled ? "" : "# disabled: ").Append(schedule).Append(' ').Append(job.User).Append(' ').Append(command).Append('\n');
        if (!failed)
        {
            context.Add(new Resource(new ResourceId("file", $"/etc/cron.d/{name}"), FileSpec.Readable(text.ToString()), context.Origin(name))
            {
                DependsOn = [new ResourceId("package", "cron"), new ResourceId("user", job.User)],
            });
        }
    }

    private string Command()
    {
        var command = job.Command.Trim();
        if (command.Length == 0)
        {
            Fail([name, "command"], "the command is empty");
        }
        else if (command.Any(char.IsControl))
        {
            Fail([name, "command"], "a cron command is one line", "put the lines into a script under files:, and run that");
        }
        else if (command.Contains("\\%", StringComparison.Ordinal))
        {
            Fail([name, "command"], "'\\%' is cron's own notation", "write % plainly; it is escaped for cron by itself");
        }

        var escaped = command.Replace("%", "\\%", StringComparison.Ordinal);
        if (Encoding.UTF8.GetByteCount(escaped) > LongestCommand)
        {
            Fail([name, "command"], $"the command is longer than the {LongestCommand} bytes that cron takes", "put it into a script under files:, and run that");
        }

        return escaped;
    }

    private void AppendComment(StringBuilder text)
    {
        text.Append("# Managed by mint-agent; edit the config repo instead.\n");
        if (job.Comment is { } comment)
        {
            foreach (var line in comment.TrimEnd().Split('\n'))
            {
                text.Append("# ").Append(line.TrimEnd()).Append('\n');
            }
        }
    }

    private void AppendEnvironment(StringBuilder text)
    {
        foreach (var (key, value) in (job.Environment ?? []).OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var quote = value.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
            if (key.Length == 0 || char.IsAsciiDigit(key[0]) || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                Fail([name, "environment", key], $"'{key}' is no variable name: letters, digits and underscores are expected");
            }
            else if (value.Any(char.IsControl) || value.Contains(quote, StringComparison.Ordinal))
            {
                Fail([name, "environment", key], "the value can't hold control characters, or both kinds of quotes");
            }
            else
            {
                text.Append(key).Append('=').Append(quote).Append(value).Append(quote).Append('\n');
            }
        }
    }

    private void Fail(IReadOnlyList<string> path, string message, string? hint = null)
    {
        failed = true;
        context.Problem(path, message, hint);
    }
}
