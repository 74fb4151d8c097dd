using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Somebody who logs in by ssh from one server to another, and works there by hand.</summary>
internal static class RemoteLogin
{
    private const string Key = "/root/.ssh/by-hand";
    private const string Target = "/root/.ssh/by-hand-to";

    /// <summary>Lets root of one server log in to another.</summary>
    public static async Task PrepareAsync(LabHost from, LabHost to, CancellationToken ct)
    {
        var key = await from.RunAsync($"install -d -m 700 /root/.ssh && rm -f {Key} && ssh-keygen -q -t ed25519 -N '' -f {Key} && cat {Key}.pub", ct);
        await to.RunAsync($"install -d -m 700 /root/.ssh && echo '{key}' >> /root/.ssh/authorized_keys && chmod 600 /root/.ssh/authorized_keys", ct);
        await from.RunAsync($"echo {await to.RunAsync("hostname -i", ct)} > {Target}", ct);
    }

    /// <summary>Logs in and runs a script.</summary>
    public static Task<string> RunAsync(LabHost from, string script, CancellationToken ct) =>
        from.RunAsync($"ssh -i {Key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@$(cat {Target}) '{script}'", ct);
}
