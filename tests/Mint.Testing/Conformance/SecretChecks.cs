using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Testing.Conformance;

/// <summary>Looks for a planted secret wherever text leaves a provider.</summary>
internal static class SecretChecks
{
    public static async Task KeepsSecretsAsync(Subject subject)
    {
        var (@case, canary) = (subject.Case, subject.Case.Canary ?? "");
        MustNotHold(canary, "a serialized spec", @case.Provider.Serialize(@case.Spec, SecretKey.CreateEphemeral()));
        MustNotHold(canary, "a printed spec", $"{@case.Spec} {@case.ChangedSpec}");
        MustNotHold(canary, "the plan to create it", Text(await subject.PlanAsync(@case.Spec)));
        await FailureAsync(subject, canary, "the error of a failed apply", h => subject.ConvergeAsync(@case.Spec, h));
        await subject.ResetAsync();

        var witness = new WitnessHost(subject.Host, failing: false);
        await subject.ConvergeAsync(@case.Spec, witness);
        MustNotHold(canary, "arguments or environment of a program", witness.Public.ToString());
        if (!witness.Private.ToString().Contains(canary, StringComparison.Ordinal))
        {
            throw new ConformanceException("the secret never reached the host, so hiding it proves nothing");
        }

        await PlansAsync(subject, canary);
        await FailureAsync(subject, canary, "the error of a failed delete", h => subject.DeleteAsync(h));
    }

    private static async Task PlansAsync(Subject subject, string canary)
    {
        var @case = subject.Case;
        MustNotHold(canary, "the plan to update it", Text(await subject.PlanAsync(@case.ChangedSpec)));
        var state = await subject.LookAsync() ?? throw new ConformanceException("reads as absent after it was applied");
        MustNotHold(canary, "the printed state", state.ToString());
        MustNotHold(canary, "the plan to delete it", Text(@case.Provider.DescribeDeletion(@case.ResourceName, state)));
        await subject.TamperAsync();
        MustNotHold(canary, "the plan to repair it", Text(await subject.PlanAsync(@case.Spec)));
    }

    /// <summary>Lets every program fail; a kind that runs none has nothing to tell, and that is fine.</summary>
    private static async Task FailureAsync(Subject subject, string canary, string where, Func<IHost, Task> act)
    {
        try
        {
            await act(new WitnessHost(subject.Host, failing: true));
        }
        catch (ResourceException e)
        {
            MustNotHold(canary, where, e.ToString());
        }
    }

    private static string Text(IEnumerable<Difference> differences) =>
        string.Join('\n', differences.Select(d => $"{d.Attribute} {d.Before} {d.After} {d.Origin}"));

    private static void MustNotHold(string canary, string where, string? text)
    {
        if (text?.Contains(canary, StringComparison.Ordinal) == true)
        {
            throw new ConformanceException($"{where} holds the secret: {text}");
        }
    }
}
