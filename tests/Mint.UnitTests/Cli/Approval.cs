using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

/// <summary>
/// Compares printed text with an approved file beside the tests. To accept what is printed now, run the tests with
/// MINT_APPROVE=1 and look at the diff in Git.
/// </summary>
internal static class Approval
{
    public static void Verify(string actual, string name, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller) ?? ".", "Approved", name + ".txt");
        if (Environment.GetEnvironmentVariable("MINT_APPROVE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.That(
            actual,
            Is.EqualTo(approved),
            () => $"{path} differs.\n--- approved\n{approved}\n+++ printed\n{actual}\nTo accept what is printed: MINT_APPROVE=1 dotnet test, then look at git diff.");
    }
}
