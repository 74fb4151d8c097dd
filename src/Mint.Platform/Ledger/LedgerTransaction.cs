namespace Mint.Platform.Ledger;

/// <summary>Statements of one transaction.</summary>
internal sealed class LedgerTransaction(Action<string, (string Name, object? Value)[]> run)
{
    /// <summary>Runs one statement.</summary>
    public void Run(string sql, params (string Name, object? Value)[] parameters) => run(sql, parameters);
}
