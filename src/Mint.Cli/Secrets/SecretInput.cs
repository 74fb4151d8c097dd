using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mint.Cli.Output;

namespace Mint.Cli.Secrets;

/// <summary>Where a new value comes from: a prompt that shows nothing, a pipe, a file, an editor, or chance.</summary>
internal static class SecretInput
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Random letters and digits, some six bits each.</summary>
    public static string Generate(int length) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>Asks for it twice on a terminal; else reads standard input to its end, without a last line break.</summary>
    /// <exception cref="CommandException">The two differ.</exception>
    public static string Read(Terminal terminal, string name)
    {
        if (!terminal.InputIsTerminal)
        {
            return WithoutLineEnd(terminal.Input.ReadToEnd());
        }

        var first = Ask(terminal, $"Value of {name}: ");
        return first == Ask(terminal, "Once more: ") ? first : throw new CommandException("The two differ; nothing was changed.");
    }

    /// <summary>A file's text, with its line ends.</summary>
    /// <exception cref="CommandException">It can't be read, or is no text.</exception>
    public static string ReadFile(string path)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw new CommandException($"{path} is no text in UTF-8.", "Encode it first: base64 FILE | mint secret set NAME");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} can't be read: {e.Message}");
        }
    }

    /// <summary>Lets a person edit it, in a file that lies in memory alone and that nobody else may read.</summary>
    /// <exception cref="CommandException">There is no editor, it failed, or there is no such memory.</exception>
    public static string Edit(Shell shell, string before)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CommandException("Windows has no directory in memory to edit it in.", "Pipe the value in: mint secret set NAME < FILE");
        }

        var editor = shell.Variable("VISUAL") ?? shell.Variable("EDITOR") ?? "sensible-editor";
        var memory = new[] { shell.Variable("XDG_RUNTIME_DIR"), "/dev/shm" }.FirstOrDefault(d => d is { Length: > 0 } && Directory.Exists(d))
            ?? throw new CommandException("There is no directory in memory (XDG_RUNTIME_DIR, /dev/shm) to edit it in.", "Pipe the value in: mint secret set NAME < FILE");
        var directory = Directory.CreateDirectory(Path.Combine(memory, $"mint-{RandomNumberGenerator.GetHexString(16, lowercase: true)}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var path = Path.Combine(directory.FullName, "secret");
            using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                file.Write(Encoding.UTF8.GetBytes(before));
            }

            RunEditor(editor, path);
            var after = ReadFile(path);
            // Editors end the last line; whether the value did is kept.
            return before.EndsWith('\n') ? after : WithoutLineEnd(after);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>EDITOR may hold arguments, as in <c>code --wait</c>, so a shell splits it; the path is passed apart.</summary>
    private static void RunEditor(string editor, string path)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{editor} \"$1\"", "sh", path]) { UseShellExecute = false });
        process?.WaitForExit();
        if (process is not { ExitCode: 0 })
        {
            throw new CommandException($"The editor ({editor}) failed; nothing was changed.", "Set EDITOR to one that waits until you are done.");
        }
    }

    private static string Ask(Terminal terminal, string question)
    {
        terminal.Error.Write(question);
        terminal.Error.Flush();
        var answer = terminal.ReadHidden();
        terminal.Error.Write('\n');
        return answer;
    }

    private static string WithoutLineEnd(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
