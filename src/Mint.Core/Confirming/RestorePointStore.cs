using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Core.Confirming;

/// <summary>
/// The restore point on disk. One directory that goes by renames from name to name, so that at every instant it is in exactly one state:
/// <c>restore-point</c> (the change is not confirmed), <c>reverting</c> (the script is at work), <c>reverted</c> (it is through, the agent has not
/// noted it yet), <c>confirmed</c> (to be thrown away).
/// </summary>
/// <param name="directory">The agent's own directory.</param>
internal sealed class RestorePointStore(string directory)
{
    private const int Script = 0x1C0;
    private static readonly FileAccess RootOnlyDirectory = new(0, 0, 0x1C0);
    private static readonly FileAccess RootOnlyFile = new(0, 0, 0x180);

    /// <summary>Where a script of the way back lies that nobody carried out yet.</summary>
    public string Waiting => $"{directory}/restore-point";

    private string Reverting => $"{directory}/reverting";

    private string Reverted => $"{directory}/reverted";

    private string Confirmed => $"{directory}/confirmed";

    private string Unfinished => $"{directory}/restore-point.new";

    /// <summary>The script that has to be carried out, or carried on; null when there is none.</summary>
    public string? PendingScript(IHostReader host) => new[] { Waiting, Reverting }.Select(d => $"{d}/revert").FirstOrDefault(s => host.Stat(s) is not null);

    /// <summary>Writes it: whole, or not at all.</summary>
    public void Write(IHost host, TakenBack change, IReadOnlyList<RestorePoint> points)
    {
        RemoveTree(host, Unfinished);
        RemoveTree(host, Confirmed);
        host.CreateDirectory(Unfinished, RootOnlyDirectory);
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = 0; j < points[i].Files.Count; j++)
            {
                WriteIfAny(host, RestoreScript.FileName(i, j), points[i].Files[j].Content);
            }

            for (var j = 0; j < points[i].Commands.Count; j++)
            {
                WriteIfAny(host, RestoreScript.InputName(i, j), points[i].Commands[j].Input);
            }
        }

        WriteIfAny(host, "change", Encoding.UTF8.GetBytes(RestoreNote.Write(change)));
        host.WriteFile($"{Unfinished}/revert", Encoding.UTF8.GetBytes(RestoreScript.Write(directory, points)), RootOnlyFile with { Mode = Script });
        host.Move(Unfinished, Waiting);
    }

    /// <summary>Confirms: from now on nobody takes the change back. False when somebody began to already.</summary>
    public bool TryConfirm(IHost host)
    {
        try
        {
            host.Move(Waiting, Confirmed);
            return true;
        }
        catch (ResourceException)
        {
            return false; // the timer was faster, or the disk fails: either way it is not confirmed
        }
    }

    /// <summary>Makes what was carried out already to be carried out again. False when nothing was.</summary>
    public bool TryArrangeAgain(IHost host)
    {
        if (host.Stat(Reverted) is null)
        {
            return false;
        }

        host.Move(Reverted, Waiting);
        return true;
    }

    /// <summary>What was taken back and why, and whether it was for a graceful stop; null when nothing was.</summary>
    public (TakenBack Change, bool ForStop)? ReadReverted(IHostReader host) => host.Stat(Reverted) is null ? null : (
        RestoreNote.Read(Text(host, "change")) with { Reason = Reason(host) },
        Text(host, "why").Trim() == RestoreNote.Stop);

    /// <summary>What was taken back is noted elsewhere by now.</summary>
    public void ForgetReverted(IHost host) => RemoveTree(host, Reverted);

    /// <summary>Throws away what is confirmed, or was never whole.</summary>
    public void Tidy(IHost host)
    {
        RemoveTree(host, Confirmed);
        RemoveTree(host, Unfinished);
    }

    private void WriteIfAny(IHost host, string name, byte[]? content)
    {
        if (content is not null)
        {
            host.WriteFile($"{Unfinished}/{name}", content, RootOnlyFile);
        }
    }

    private string Text(IHostReader host, string name) => Encoding.UTF8.GetString(host.ReadFile($"{Reverted}/{name}") ?? []);

    private string Reason(IHostReader host)
    {
        var failed = Text(host, "failed").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var reason = Text(host, "reason").Trim();
        return failed.Length == 0 ? reason : $"{reason}; not everything could be put back: {string.Join(", ", failed.Take(3))}";
    }

    private static void RemoveTree(IHost host, string directory)
    {
        if (host.Stat(directory) is null)
        {
            return;
        }

        foreach (var name in host.List(directory))
        {
            host.Delete($"{directory}/{name}");
        }

        host.Delete(directory);
    }
}
