using Mint.Core.Secrets;

namespace Mint.Core.Config;

/// <summary>Checks and binds <c>mint.yaml</c>, apart from its layer.</summary>
internal static class FleetRules
{
    public static FleetConfig? Bind(ConfigMap root, FileShapes shapes, RepoLayout layout, List<Problem> problems)
    {
        var fleet = root.Without("defaults");
        var before = problems.Count;
        new ShapeChecker(merged: true, problems).Check(fleet, shapes.FleetContract.Shape, KeyPath.Root, root.Origin);
        SettingsRules.CheckLimits(root, problems);
        CheckVersion(root, problems);
        CheckSignatures(root, problems);
        CheckAdmins(root, problems);
        CheckRollout(root, problems);
        NetworkRules.Check(root, layout, problems);
        CheckConfirm(root, problems);
        return problems.Count == before ? Binder.Bind(fleet, shapes.FleetContract, KeyPath.Root, problems) as FleetConfig : null;
    }

    private static void CheckVersion(ConfigMap root, List<Problem> problems)
    {
        if (root["version"] is ConfigScalar version && CoreSchema.TryInteger(version.Text, out var number) && number != FleetConfig.CurrentVersion)
        {
            problems.Add(new Problem(
                version.Origin, "version", $"this build reads version {FleetConfig.CurrentVersion} of the format, found {version.Text}", "Update mint-agent and mint, or correct the number."));
        }
    }

    private static void CheckSignatures(ConfigMap root, List<Problem> problems)
    {
        if (root["signatures"] is not ConfigMap signatures)
        {
            return;
        }

        var signers = (signatures["signers"] as ConfigMap)?.Entries ?? [];
        foreach (var signer in signers.Where(s => s.Value is ConfigMap { Entries.Count: 0 }))
        {
            problems.Add(new Problem(signer.KeyOrigin, $"signatures.signers.{signer.Key}", $"'{signer.Key}' has no key", "Give ssh: or openpgp:."));
        }

        if (signatures["policy"] is ConfigScalar { Text: "require" } policy && signers.Count == 0)
        {
            problems.Add(new Problem(policy.Origin, "signatures.policy", "signatures are required but nobody may sign: no commit after this one would be accepted", "Add signers."));
        }
    }

    private static void CheckAdmins(ConfigMap root, List<Problem> problems)
    {
        foreach (var admin in ((root["secrets"] as ConfigMap)?["admins"] as ConfigMap)?.Entries ?? [])
        {
            if (admin.Value is ConfigScalar key && SecretRecipient.Parse(key.Text) is null)
            {
                problems.Add(new Problem(key.Origin, $"secrets.admins.{admin.Key}", $"{SecretRecipient.Expected}, found {Found.Quote(key.Text)}"));
            }
        }
    }

    private static void CheckConfirm(ConfigMap root, List<Problem> problems)
    {
        if (root["confirm"] is not ConfigMap confirm)
        {
            return;
        }

        SettingsRules.CheckDuration(confirm, "within", "confirm.within", problems);
        if (confirm["within"] is ConfigScalar within && DurationText.Parse(within.Text) is { } time
            && (time < ConfirmSettings.Range.Least || time > ConfirmSettings.Range.Most))
        {
            problems.Add(new Problem(within.Origin, "confirm.within", $"expected 5s to 10m, found {Found.Quote(within.Text)}"));
        }

        var (required, without) = (ChecksOf(confirm, "require", problems), ChecksOf(confirm, "without", problems));
        foreach (var check in without.Where(w => required.Any(r => r.Text == w.Text)))
        {
            problems.Add(new Problem(check.Origin, "confirm.without", $"'{check.Text}' is required as well", "Keep it in one of the two."));
        }
    }

    private static List<ConfigScalar> ChecksOf(ConfigMap confirm, string key, List<Problem> problems)
    {
        var written = ((confirm[key] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().ToList();
        foreach (var check in written.Where(c => !ConfirmSettings.Checks.Contains(c.Text)))
        {
            problems.Add(new Problem(
                check.Origin, $"confirm.{key}", $"expected {string.Join(", ", ConfirmSettings.Checks)}, found {Found.Quote(check.Text)}", Spelling.Hint(check.Text, ConfirmSettings.Checks)));
        }

        return written;
    }

    private static void CheckRollout(ConfigMap root, List<Problem> problems)
    {
        if (root["rollout"] is not ConfigMap rollout)
        {
            return;
        }

        SettingsRules.CheckDuration(rollout, "proceed_after", "rollout.proceed_after", problems);
        var rings = (rollout["rings"] as ConfigMap)?.Entries ?? [];
        foreach (var (ring, index) in rings.Select((ring, index) => (ring, index)).Where(r => r.ring.Value is ConfigMap))
        {
            var (settings, path) = ((ConfigMap)ring.Value, $"rollout.rings.{ring.Key}");
            SettingsRules.CheckDuration(settings, "soak", $"{path}.soak", problems);
            if (settings["max_unavailable"] is ConfigScalar most && CoreSchema.TryInteger(most.Text, out var count) && count < 0)
            {
                problems.Add(new Problem(most.Origin, $"{path}.max_unavailable", $"expected 0 or more, found {most.Text}"));
            }

            if (settings["hosts"] is null && settings["groups"] is null && index < rings.Count - 1)
            {
                problems.Add(new Problem(ring.KeyOrigin, path, $"'{ring.Key}' takes every host, so nothing is left for the rings after it", "Give it hosts: or groups:, or write it last."));
            }
        }
    }
}
