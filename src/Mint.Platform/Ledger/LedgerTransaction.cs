namespace Mint.Platform.Ledger;

/// <summary>Statements of one transaction.</summary>
internal sealed class LedgerTransaction(Func<string, (string Name, object? Value)[], int> run)
{
    /// <summary>Runs one statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string sql, params (string Name, object? Value)[] parameters) => run(sql, parameters);
}
