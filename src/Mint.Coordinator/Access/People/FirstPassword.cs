namespace Mint.Coordinator.Access.People;

/// <summary>Sees to it that somebody can log in to a coordinator that is new.</summary>
internal sealed class FirstPassword(LocalPeople people)
{
    /// <summary>Makes the admin of a new coordinator, and says the password this once.</summary>
    /// <param name="output">Where to: the journal, for whoever installed it.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task ShowAsync(TextWriter output, CancellationToken ct)
    {
        if (await people.MakeFirstAsync(ct) is { } password)
        {
            await output.WriteLineAsync($"The pages' first login, shown this once: name {LocalPeople.Admin}, password {password}");
            await output.WriteLineAsync("A new one is made by: mint-coordinator person reset-password");
        }
    }
}
