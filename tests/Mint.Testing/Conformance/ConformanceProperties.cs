namespace Mint.Testing.Conformance;

/// <summary>What every kind promises. The names are stable: the support matrix and the documentation show them.</summary>
public static class ConformanceProperties
{
    /// <summary>Looking, comparing and describing changes nothing on the host.</summary>
    public const string PlanChangesNothing = "plan-changes-nothing";

    /// <summary>From absent, one apply leaves nothing to do.</summary>
    public const string Converges = "converges";

    /// <summary>After an apply, an immediate plan is empty, also from a fresh look.</summary>
    public const string SecondRunIsEmpty = "second-run-is-empty";

    /// <summary>Applying again with the same arguments leaves the host as it is.</summary>
    public const string ApplyingTwiceChangesNothing = "applying-twice-changes-nothing";

    /// <summary>From one wish to another and back.</summary>
    public const string UpdateConverges = "update-converges";

    /// <summary>A change made behind the agent's back is seen and repaired.</summary>
    public const string DriftIsRepaired = "drift-is-repaired";

    /// <summary>A reload or restart that is owed brings what changed into force, and a second one does no harm.</summary>
    public const string RefreshTakesEffect = "refresh-takes-effect";

    /// <summary>Deleting leaves nothing that a look would find.</summary>
    public const string RemovalPrunes = "removal-prunes";

    /// <summary>Deleting what is gone is success and changes nothing.</summary>
    public const string DeletingTwiceIsFine = "deleting-twice-is-fine";

    /// <summary>Killed before or after any single change, the next run converges.</summary>
    public const string RecoversFromKill = "recovers-from-kill";

    /// <summary>No secret in differences, specs, arguments, environments or errors.</summary>
    public const string KeepsSecrets = "keeps-secrets";

    /// <summary>All of them, in the order of the support matrix.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PlanChangesNothing, Converges, SecondRunIsEmpty, ApplyingTwiceChangesNothing, UpdateConverges,
        DriftIsRepaired, RefreshTakesEffect, RemovalPrunes, DeletingTwiceIsFine, RecoversFromKill, KeepsSecrets,
    ];
}
