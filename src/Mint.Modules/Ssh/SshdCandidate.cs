using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Ssh;

/// <summary>A copy of sshd's whole configuration with another file of ours in it, which sshd itself judges.</summary>
internal sealed class SshdCandidate(IHost host)
{
    private const string Area = "/run/mint-check";
    private const string Place = Area + "/sshd";
    private const string DropIns = Place + "/sshd_config.d";
    private const string Main = Place + "/sshd_config";
    private const string Own = DropIns + "/00-mint.conf";

    private static readonly FileAccess RootOnlyDirectory = new(0, 0, 0x1C0);
    private static readonly FileAccess RootOnlyFile = new(0, 0, 0x180);

    /// <summary>Returns when sshd takes the settings and every one of them would be in force.</summary>
    /// <returns>The addresses and ports on which sshd would listen.</returns>
    /// <exception cref="ResourceException">It refuses, or another file has the last word.</exception>
    public Task<IReadOnlyList<ListenAddress>> CheckAsync(SshdSpec desired, CancellationToken ct) => InTreeAsync(desired.ToText(), async () =>
    {
        await TestAsync(ct);
        EnsureInForce(desired);
        var all = await ShowAsync(Main, ct);
        EnsureSame(desired, await ShowAsync(Own, ct), all);
        return ListenAddress.Of(all);
    });

    /// <summary>The same for a text that was in our file once; whether all of it counts was not asked then either.</summary>
    public Task<IReadOnlyList<ListenAddress>> CheckAsync(string text, CancellationToken ct) => InTreeAsync(text, () => AcceptAsync(ct));

    /// <summary>Returns when sshd takes its configuration without our file.</summary>
    public Task<IReadOnlyList<ListenAddress>> CheckWithoutOursAsync(CancellationToken ct) => InTreeAsync(null, () => AcceptAsync(ct));

    private async Task<IReadOnlyList<ListenAddress>> AcceptAsync(CancellationToken ct)
    {
        await TestAsync(ct);
        return ListenAddress.Of(await ShowAsync(Main, ct));
    }

    private async Task<IReadOnlyList<ListenAddress>> InTreeAsync(string? own, Func<Task<IReadOnlyList<ListenAddress>>> check)
    {
        Clear();
        host.CreateDirectory(Area, RootOnlyDirectory);
        host.CreateDirectory(Place, RootOnlyDirectory);
        host.CreateDirectory(DropIns, RootOnlyDirectory);
        try
        {
            Fill(own);
            return await check();
        }
        finally
        {
            Clear();
        }
    }

    private void Fill(string? own)
    {
        // sshd refuses to check anything while this directory is missing, which it is until the service has run once.
        if (host.Stat("/run/sshd") is null)
        {
            host.CreateDirectory("/run/sshd", new FileAccess(0, 0, 0x1ED));
        }

        Copy(SshdConfiguration.Main, Main);
        foreach (var name in host.List(SshdConfiguration.DropIns).Where(n => $"{SshdConfiguration.DropIns}/{n}" != SshdConfiguration.Own))
        {
            Copy($"{SshdConfiguration.DropIns}/{name}", $"{DropIns}/{name}");
        }

        if (own is not null)
        {
            host.WriteFile(Own, Encoding.UTF8.GetBytes(own), RootOnlyFile);
        }
    }

    private void Copy(string from, string to)
    {
        // A link is followed, as sshd does; a directory or a broken link among the drop-ins is nothing that it reads.
        if (host.Stat(from) is { Type: FileType.File or FileType.Link } && host.ReadFile(from) is { } bytes)
        {
            host.WriteFile(to, Encoding.UTF8.GetBytes(Redirect(Encoding.UTF8.GetString(bytes))), RootOnlyFile);
        }
    }

    /// <summary>Include lines that lead to the live directory lead to the copy instead.</summary>
    private static string Redirect(string text) => string.Join('\n', text.Split('\n').Select(line =>
        line.TrimStart().StartsWith("Include", StringComparison.OrdinalIgnoreCase)
            ? string.Join(' ', line.Split([' ', '\t', '=', '"'], StringSplitOptions.RemoveEmptyEntries).Select(Redirected))
            : line));

    private static string Redirected(string word) => Array.Find(["/etc/ssh/sshd_config.d/", "sshd_config.d/"], word.StartsWith) is { } live
        ? $"{DropIns}/{word[live.Length..]}"
        : word;

    private async Task TestAsync(CancellationToken ct)
    {
        var result = await host.RunAsync(new Command("sshd", "-t", "-f", Main), ct);
        if (result.ExitCode == CommandResult.NotFound)
        {
            throw new ResourceException(FailureKind.Retry, "sshd is not installed; the package is openssh-server");
        }

        if (!result.Succeeded)
        {
            throw Refused(result);
        }
    }

    private void EnsureInForce(SshdSpec desired)
    {
        var configuration = SshdConfiguration.With(desired.ToText(), host);
        var others = configuration.IncludesOwn
            ? desired.Settings.Select(s => configuration.Against(s.Key, s.Value)).OfType<SshdLine>().Select(l => $"{l.Place} says '{l.Keyword} {l.Value}'").ToList()
            : [$"{SshdConfiguration.Main} does not include {SshdConfiguration.DropIns}/*.conf"];
        if (others.Count > 0)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson, $"the new settings of sshd would not be in force, so the old ones stay: {string.Join("; ", others)}; take that out by hand");
        }
    }

    /// <summary>Holds what sshd makes of all files against what it makes of ours alone.</summary>
    private static void EnsureSame(SshdSpec desired, ILookup<string, string> alone, ILookup<string, string> all)
    {
        foreach (var keyword in desired.Settings.Keys)
        {
            var (wanted, found) = (alone[keyword].ToList(), all[keyword].ToList());
            if (SshdKeyword.IsList(keyword) && !SshdKeyword.IsOpening(keyword) ? wanted.Except(found).Any() : !wanted.ToHashSet().SetEquals(found))
            {
                throw new ResourceException(
                    FailureKind.NeedsPerson,
                    $"the new settings of sshd would not be in force, so the old ones stay: of {keyword} it takes '{string.Join(", ", found)}' for '{string.Join(", ", wanted)}'");
            }
        }
    }

    private async Task<ILookup<string, string>> ShowAsync(string file, CancellationToken ct)
    {
        var result = await host.RunAsync(new Command("sshd", "-T", "-f", file), ct);
        return result.Succeeded
            ? result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2))
                .ToLookup(l => l[0], l => l.ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase)
            : throw Refused(result);
    }

    private static ResourceException Refused(CommandResult result)
    {
        var said = $"{result.Output}\n{result.Error}".Replace(Place, "/etc/ssh", StringComparison.Ordinal).Trim();
        return new ResourceException(
            FailureKind.NeedsPerson, $"sshd refuses the new settings, so the old ones stay: {(said.Length <= 600 ? said : said[..600] + "…")}");
    }

    private void Clear()
    {
        foreach (var path in host.List(DropIns).Select(n => $"{DropIns}/{n}").ToList())
        {
            host.Delete(path);
        }

        foreach (var path in new[] { DropIns, Main, Place }.Where(p => host.Stat(p) is not null))
        {
            host.Delete(path);
        }
    }
}
