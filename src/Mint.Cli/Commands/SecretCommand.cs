using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Planning;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Secrets;
using Mint.Core.Secrets;
using Mint.Platform.Linux;

namespace Mint.Cli.Commands;

/// <summary><c>mint secret</c>: values that only the hosts that need them, and the administrators, can read.</summary>
internal static class SecretCommand
{
    private const int DefaultLength = 32;
    private const int ShortestLength = 16;
    private const int LongestLength = 4096;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var repo = RepoOptions.Repo();
        repo.Recursive = true;
        var command = new Command(
            "secret",
            "The secrets of a config repo. A value is encrypted with age to the SSH host keys of the hosts whose configuration asks for it (!secret NAME) and to the administrators that mint.yaml names.")
        {
            repo,
        };
        command.Subcommands.Add(Check(shell, repo));
        command.Subcommands.Add(Set(shell, repo));
        command.Subcommands.Add(Show(shell, repo));
        command.Subcommands.Add(Edit(shell, repo));
        command.Subcommands.Add(Rotate(shell, repo));
        command.Subcommands.Add(Rekey(shell, repo));
        return command.WithExamples(
            ("mint secret check", "who can read what, and what is to be done"),
            ("mint secret set acme-01/database", "set a value; it is asked for, or read from a pipe"),
            ("mint secret rekey", "after a host or an administrator was added, removed or got a new key"));
    }

    private static Command Check(Shell shell, Option<string?> repo)
    {
        var command = new Command("check", "Who can read which secret. Exits 1 when one is missing, damaged, or encrypted to others than it should be.");
        command.SetAction(parse =>
        {
            var list = new SecretList([.. Repo(shell, parse.GetValue(repo)).Audit().Select(Map)]);
            shell.PrintAnswer(parse, list, (screen, l) => new SecretsPage(screen).Print(l), ReportsJson.Document.SecretList);
            return list.Secrets.All(s => s.Current && s.Problems.Count == 0) ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command.WithExamples(("mint secret check", "all of them"), ("mint secret check --json | jq '.secrets[] | select(.hosts | index(\"acme-01\")) | .name'", "what acme-01 can read"));
    }

    private static Command Set(Shell shell, Option<string?> repo)
    {
        var name = Name();
        var from = new Option<string?>("--from-file") { Description = "Take the value from a file, as it is.", HelpName = "file" };
        var generate = new Option<int?>("--generate") { Description = "Make a random value of so many letters and digits; 32 when no number is given.", HelpName = "length", Arity = ArgumentArity.ZeroOrOne };
        generate.Validators.Add(CheckLength);
        var command = new Command("set", "Give a secret a value: asked for on a terminal, else read from standard input without its last line break.") { name, from, generate };
        command.Validators.Add(result =>
        {
            if (result.GetResult(from) is not null && result.GetResult(generate) is not null)
            {
                result.AddError("--from-file and --generate can't go together.");
            }
        });
        command.SetAction(parse =>
        {
            ProcessMemory.KeepToOurselves();
            var secrets = Repo(shell, parse.GetValue(repo));
            var standing = secrets.Find(parse.GetRequiredValue(name));
            int? length = parse.GetResult(generate) is null ? null : parse.GetValue(generate) ?? DefaultLength;
            var value = length is { } count ? SecretInput.Generate(count)
                : parse.GetValue(from) is { } file ? SecretInput.ReadFile(file)
                : SecretInput.Read(shell.Terminal, standing.Name);
            var path = secrets.Set(standing, value, length);
            shell.PrintDone(parse, $"{path}: {(standing.File is null ? "set" : "changed")}, readable by {Readers(standing)}.{(standing.Hosts.Count == 0 ? " No host asks for it yet: write '!secret " + standing.Name + "' where it belongs, then: mint secret rekey" : "")}");
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint secret set acme-01/database", "type it, twice"),
            ("mint secret set acme-01/database --generate", "a random one of 32 characters"),
            ("openssl passwd -6 | mint secret set anna/password", "a password's hash for 'users: anna: password:'"),
            ("mint secret set wiki/tls-key --from-file wiki.key", "a whole file"));
    }

    private static Command Show(Shell shell, Option<string?> repo)
    {
        var (name, identity) = (Name(), Identity());
        var command = new Command("show", "Print a secret's value.") { name, identity };
        command.SetAction(parse =>
        {
            ProcessMemory.KeepToOurselves();
            var secret = parse.GetRequiredValue(name);
            var (_, file) = Repo(shell, parse.GetValue(repo)).Existing(secret);
            var value = new AdminIdentity(shell, parse.GetValue(identity)).Open(secret, file);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(new SecretValueReport(secret, value), ReportsJson.Document.SecretValueReport);
            }
            else
            {
                // As it is: a key that is piped on must not be made printable.
                shell.Terminal.Output.Write(value + (shell.Terminal.OutputIsTerminal && !value.EndsWith('\n') ? "\n" : ""));
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint secret show acme-01/database", "on the terminal"), ("mint secret show wiki/tls-key > wiki.key", "exactly as it was set"));
    }

    private static Command Edit(Shell shell, Option<string?> repo)
    {
        var (name, identity) = (Name(), Identity());
        var command = new Command("edit", "Change a secret's value in your editor ($VISUAL, $EDITOR). It lies in memory meanwhile, never on a disk.") { name, identity };
        command.SetAction(parse =>
        {
            ProcessMemory.KeepToOurselves();
            var secrets = Repo(shell, parse.GetValue(repo));
            var (standing, file) = secrets.Existing(parse.GetRequiredValue(name));
            var before = new AdminIdentity(shell, parse.GetValue(identity)).Open(standing.Name, file);
            var after = SecretInput.Edit(shell, before);
            shell.PrintDone(parse, after == before ? $"{standing.Name} is as it was." : $"{secrets.Set(standing, after, generated: null)}: changed, readable by {Readers(standing)}.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("EDITOR=vim mint secret edit acme-01/app.env", "in vim"));
    }

    private static Command Rotate(Shell shell, Option<string?> repo)
    {
        var names = new Argument<string[]>("NAME") { Description = "The secrets.", Arity = ArgumentArity.OneOrMore };
        var length = new Option<int?>("--length") { Description = "How many letters and digits; default: as many as it has. Needed for a value that a person chose.", HelpName = "length" };
        length.Validators.Add(CheckLength);
        var command = new Command("rotate", "Give secrets new random values. What uses the old value (a database, an account elsewhere) is yours to change.") { names, length };
        command.SetAction(parse =>
        {
            var secrets = Repo(shell, parse.GetValue(repo));
            var existing = parse.GetRequiredValue(names).Select(secrets.Existing).ToList();
            var lengths = existing.ConvertAll(e => parse.GetValue(length) ?? e.File.Generated ?? throw new CommandException(
                $"The value of {e.Standing.Name} was chosen by a person; a random one may not fit in its place.", "If it does: --length 32. Otherwise: mint secret set NAME"));
            foreach (var ((standing, _), count) in existing.Zip(lengths))
            {
                secrets.Set(standing, SecretInput.Generate(count), count);
            }

            shell.PrintDone(parse, $"{Wording.Count(existing.Count, "secret")} rotated: {string.Join(", ", existing.Select(e => e.Standing.Name))}. Hosts take the new value with the commit.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint secret rotate acme-01/database acme-01/admin", "two at once"));
    }

    private static Command Rekey(Shell shell, Option<string?> repo)
    {
        var identity = Identity();
        var all = new Option<bool>("--all") { Description = "Those too that are encrypted to the right keys already." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be done." };
        var command = new Command("rekey", "Encrypt anew, to just those who shall read them now, all secrets for which that differs. The values stay.") { identity, all, dryRun };
        command.SetAction(parse =>
        {
            ProcessMemory.KeepToOurselves();
            var report = RekeyAll(Repo(shell, parse.GetValue(repo)), new AdminIdentity(shell, parse.GetValue(identity)), parse.GetValue(all), parse.GetValue(dryRun));
            shell.PrintAnswer(parse, report, (screen, r) => new SecretsPage(screen).Print(r), ReportsJson.Document.RekeyReport);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint secret rekey", "after a host was added or removed, or an administrator came or left"),
            ("mint secret rekey --dry-run", "what that would change"));
    }

    /// <summary>All are decrypted before the first is written: with a key that opens only some, nothing is left half done.</summary>
    private static RekeyReport RekeyAll(SecretRepo secrets, AdminIdentity identity, bool all, bool dryRun)
    {
        var due = secrets.Audit().Where(s => s.File is not null && (all || !s.IsCurrent)).ToList();
        var values = dryRun ? [] : due.ConvertAll(s => s.File is { } file ? identity.Open(s.Name, file) : "");
        var rekeyed = new List<RekeyedSecret>();
        for (var i = 0; i < due.Count; i++)
        {
            if (due[i] is { File: { } file } standing)
            {
                rekeyed.Add(new RekeyedSecret(standing.Name, SecretName.FileOf(standing.Name), [.. SecretRepo.Gained(standing, file)], [.. SecretRepo.Lost(standing, file)]));
                if (!dryRun)
                {
                    secrets.Rekey(standing, file, values[i]);
                }
            }
        }

        return new RekeyReport(rekeyed, dryRun);
    }

    private static void CheckLength(System.CommandLine.Parsing.OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var length) || length is < ShortestLength or > LongestLength))
        {
            result.AddError($"'{text}' is no length; expected {ShortestLength} to {LongestLength}.");
        }
    }

    private static Argument<string> Name() => new("NAME") { Description = "The secret's name: database, or with a directory acme-01/database." };

    private static Option<string?> Identity() => new("--identity")
    {
        Description = "Your private key; default: $MINT_IDENTITY, else ~/.ssh/id_ed25519, ~/.ssh/id_rsa or ~/.config/mint/age.key, whichever can read it.",
        HelpName = "file",
    };

    private static SecretRepo Repo(Shell shell, string? given) => new(RepoDirectory.Find(given), shell.Clock);

    private static string Readers(SecretStanding standing) =>
        string.Join(", ", standing.Hosts.Keys.Order(StringComparer.Ordinal).Concat(standing.Admins.Keys.Order(StringComparer.Ordinal)));

    private static SecretReport Map(SecretStanding standing) => new(
        standing.Name,
        standing.File?.Changed,
        standing.File?.Generated,
        [.. (standing.File?.Readers.Hosts.Keys ?? []).Order(StringComparer.Ordinal)],
        [.. (standing.File?.Readers.Admins.Keys ?? []).Order(StringComparer.Ordinal)],
        standing.File?.KnownTo ?? new Dictionary<string, string>(),
        [.. standing.Uses.Select(u => new SecretUseReport(u.Host, u.Path, u.Origin.ToString()))],
        standing.IsCurrent && standing.Lacking.Count == 0,
        [.. standing.Problems.Concat(standing.Lacking).Select(PlanMapping.Map)]);
}
