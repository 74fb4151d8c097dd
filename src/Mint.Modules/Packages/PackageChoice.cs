using Mint.Core.Config;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>Finds out what exactly to install, and fetches the package lists first where they are too old to tell.</summary>
internal sealed class PackageChoice(IHost host, Apt apt, BatchFailures failures)
{
    private const string Lists = "/var/lib/apt/lists";

    /// <summary>Older lists may name files that mirrors have dropped, and miss security updates.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(24);

    /// <summary>The wishes with apt's argument for each; those that nothing can fulfil are noted as failures and left out.</summary>
    public async Task<IReadOnlyList<PackageWish>> ChooseAsync(IReadOnlyList<PackageWish> wishes, CancellationToken ct)
    {
        if (wishes.Count == 0)
        {
            return [];
        }

        var names = wishes.Select(w => w.Name).ToList();
        var update = ListsAreOld() ? await apt.UpdateAsync(ct) : null;
        var candidates = await apt.CandidatesAsync(names, ct);
        if (update is null && wishes.Any(w => Argument(w, candidates) is null))
        {
            update = await apt.UpdateAsync(ct);
            candidates = await apt.CandidatesAsync(names, ct);
        }

        var chosen = new List<PackageWish>();
        foreach (var wish in wishes)
        {
            if (Argument(wish, candidates) is { } argument)
            {
                chosen.Add(wish with { Argument = argument });
            }
            else
            {
                await NoteAsync(wish, candidates.GetValueOrDefault(wish.Name), update, ct);
            }
        }

        return chosen;
    }

    private static string? Argument(PackageWish wish, IReadOnlyDictionary<string, AptCandidate> candidates)
    {
        if (!candidates.TryGetValue(wish.Name, out var candidate) || candidate.Version is null)
        {
            return null;
        }

        if (wish.Spec.Version is not null)
        {
            return candidate.Available.FirstOrDefault(wish.Spec.Accepts) is { } version ? $"{wish.Name}={version}" : null;
        }

        return wish.Spec.From is { } release ? $"{wish.Name}/{release}" : wish.Name;
    }

    private async Task NoteAsync(PackageWish wish, AptCandidate? candidate, CommandResult? update, CancellationToken ct)
    {
        if (update is { Succeeded: false })
        {
            failures.Add(wish.Name, FailureKind.Retry, $"{wish.Name} can't be found, and apt-get update failed: {AptError.Explain(update)}");
        }
        else if (candidate?.Version is not null)
        {
            var available = string.Join(", ", candidate.Available);
            failures.Add(wish.Name, FailureKind.NeedsPerson, $"{wish.Name} has no version {wish.Spec.Version}; there is {available}");
        }
        else
        {
            var guess = Spelling.Nearest(wish.Name, await apt.NamesLikeAsync(wish.Name, ct));
            var hint = guess is null ? "" : $" Did you mean '{guess}'?";
            failures.Add(wish.Name, FailureKind.NeedsPerson, $"'{wish.Name}' is in no repository of this host.{hint}");
        }
    }

    private bool ListsAreOld()
    {
        if (host.Stat(Lists) is not { } lists || !host.List(Lists).Any(n => n.Contains("_Packages", StringComparison.Ordinal)))
        {
            return true;
        }

        return host.Now - lists.ModifiedAt > Freshness || Sources().Any(path => host.Stat(path)?.ModifiedAt > lists.ModifiedAt);
    }

    private IEnumerable<string> Sources() =>
        host.List("/etc/apt/sources.list.d").Select(n => "/etc/apt/sources.list.d/" + n).Prepend("/etc/apt/sources.list");
}
