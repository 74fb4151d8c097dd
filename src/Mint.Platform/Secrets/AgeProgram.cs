using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Mint.Platform.Linux.Programs;

namespace Mint.Platform.Secrets;

/// <summary>
/// Debian's <c>age</c>. What is secret passes through pipes alone: age is given public keys and paths as arguments, and no environment
/// that holds anything. For a key with a passphrase it asks on the terminal by itself.
/// </summary>
public static class AgeProgram
{
    private const int LongestOutput = 2 << 20;

    /// <summary>Encrypts.</summary>
    /// <param name="recipients">Public keys, as age takes them.</param>
    /// <param name="text">What to encrypt.</param>
    /// <returns>An armoured age file.</returns>
    /// <exception cref="AgeException">age is not installed, or refuses a key.</exception>
    public static string Encrypt(IEnumerable<string> recipients, string text) =>
        Run(["--encrypt", "--armor", .. recipients.SelectMany(r => new[] { "--recipient", r })], text);

    /// <summary>Decrypts.</summary>
    /// <param name="identity">File with the private key.</param>
    /// <param name="armoured">An armoured age file.</param>
    /// <exception cref="AgeException">age is not installed, the key is not the right one, or the file is damaged.</exception>
    public static string Decrypt(string identity, string armoured) => Run(["--decrypt", "--identity", identity], armoured);

    private static string Run(IReadOnlyList<string> arguments, string input)
    {
        var path = ProgramPath.Find("age") ?? throw new AgeException("age is not installed; Debian's package is called age", isMissing: true);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                StandardOutputEncoding = Encoding.UTF8,
                WorkingDirectory = "/",
            },
        };
        var home = Environment.GetEnvironmentVariable("HOME");
        process.StartInfo.Environment.Clear();
        process.StartInfo.Environment["PATH"] = ProgramPath.Value;
        process.StartInfo.Environment["HOME"] = home;
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new AgeException($"age can't be started: {failure.Message}", inner: failure);
        }

        return Exchange(process, input);
    }

    private static string Exchange(Process process, string input)
    {
        var writing = Task.Run(() => Feed(process, input));
        var error = Task.Run(() => ReadBounded(process.StandardError));
        var output = ReadBounded(process.StandardOutput);
        Task.WaitAll(writing, error);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new AgeException(error.Result.Split('\n')[0].Replace("age: error: ", "", StringComparison.Ordinal).Trim() is { Length: > 0 } said ? said : $"age exited with {process.ExitCode}");
        }

        return output.Length < LongestOutput ? output : throw new AgeException("the value is too long");
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // age ended before it read all; its exit code and words say why.
            return;
        }
    }

    private static string ReadBounded(StreamReader reader)
    {
        var buffer = new char[16 * 1024];
        var text = new StringBuilder();
        for (int read; (read = reader.Read(buffer, 0, buffer.Length)) > 0;)
        {
            text.Append(buffer, 0, Math.Min(read, LongestOutput - text.Length));
        }

        return text.ToString();
    }
}

/// <summary>age failed; the message is its own and holds nothing of a value.</summary>
/// <param name="message">Why.</param>
/// <param name="isMissing">Whether age is not installed.</param>
/// <param name="inner">The cause.</param>
public sealed class AgeException(string message, bool isMissing = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether age is not installed.</summary>
    public bool IsMissing => isMissing;
}
