using System.Globalization;
using System.Text;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Core.Confirming;

/// <summary>
/// Writes the program that brings back the way in. Plain POSIX shell with Debian's essential tools, for it runs when nothing else does: with the
/// agent dead, at a timer or early at boot. It may run twice or be cut off anywhere; it goes on after a command that fails.
/// </summary>
internal static class RestoreScript
{
    /// <summary>The script's text.</summary>
    /// <param name="directory">The agent's own directory.</param>
    /// <param name="points">What brings each resource back, in the order in which it is to be done.</param>
    public static string Write(string directory, IReadOnlyList<RestorePoint> points)
    {
        var text = new StringBuilder(Head.Replace("@DIRECTORY@", Quote(directory), StringComparison.Ordinal).ReplaceLineEndings("\n"));
        foreach (var (point, i) in points.Select((point, i) => (point, i)))
        {
            foreach (var (file, j) in point.Files.Select((file, j) => (file, j)))
            {
                text.Append(file.Content is null ? $"drop {Quote(file.Path)}" : $"put {FileName(i, j)} {Quote(file.Path)} {Access(file.Access)}").Append('\n');
            }
        }

        foreach (var (point, i) in points.Select((point, i) => (point, i)))
        {
            foreach (var (command, j) in point.Commands.Select((command, j) => (command, j)))
            {
                var input = command.Input is null ? "/dev/null" : InputName(i, j);
                text.Append(CultureInfo.InvariantCulture, $"run {input} {(command.MayFail ? "may-fail" : "must-not-fail")} {Quote(command.Program)}");
                foreach (var argument in command.Arguments)
                {
                    text.Append(' ').Append(Quote(argument));
                }

                text.Append('\n');
            }
        }

        return text.Append(Tail.ReplaceLineEndings("\n")).ToString();
    }

    /// <summary>Where a file's content lies, beside the script.</summary>
    public static string FileName(int point, int file) => string.Create(CultureInfo.InvariantCulture, $"file-{point}-{file}");

    /// <summary>Where a command's input lies, beside the script.</summary>
    public static string InputName(int point, int command) => string.Create(CultureInfo.InvariantCulture, $"input-{point}-{command}");

    private static string Access(FileAccess access) =>
        string.Create(CultureInfo.InvariantCulture, $"{access.Uid}:{access.Gid} {Convert.ToString(access.Mode, 8).PadLeft(4, '0')}");

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Two can't do it at once: the lock. Two can't both win: the rename, against the agent's own rename when it confirms.
    private const string Head = """
        #!/bin/sh
        # Written by mint-agent before it changed the way in: brings back what was there. Usage: sh revert [WHY [REASON]]
        # shellcheck disable=SC1003,SC2016,SC2317 # what is quoted is data; not every way back needs all functions
        set -u
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH LC_ALL=C.UTF-8
        umask 077
        directory=@DIRECTORY@
        why=${1:-hand}
        reason=${2:-}

        say() {
          logger -t mint-agent-revert -- "$*" 2>/dev/null || printf '%s\n' "$*" >&2
        }

        failed() {
          say "could not do: $*"
          printf '%s\n' "$*" >>failed
        }

        # NAME PATH OWNER MODE: written beside and renamed; a mount point is written in place.
        put() {
          mkdir -p -- "$(dirname -- "$2")"
          if cp -- "$1" "$2.mint-revert" && chown -- "$3" "$2.mint-revert" && chmod -- "$4" "$2.mint-revert" && sync -- "$2.mint-revert"; then
            mv -fT -- "$2.mint-revert" "$2" 2>/dev/null || { rm -f -- "$2.mint-revert"; cat -- "$1" >"$2"; } || failed "put back $2"
          else
            rm -f -- "$2.mint-revert"
            failed "put back $2"
          fi
        }

        drop() {
          rm -f -- "$1" || failed "remove $1"
        }

        # INPUT MAY-FAIL PROGRAM [ARGUMENT...]: one that hangs must not keep the others from their turn.
        run() {
          input=$1
          needed=$2
          shift 2
          timeout -k 5 60 "$@" <"$input" 9>&- || [ "$needed" = may-fail ] || failed "$*"
        }

        exec 9>"$directory/revert.lock" || exit 1
        flock 9 || exit 1
        if [ -d "$directory/restore-point" ]; then
          rm -rf -- "$directory/reverted"
          mv -T -- "$directory/restore-point" "$directory/reverting" || exit 1
        fi
        cd -- "$directory/reverting" 2>/dev/null || exit 0
        if [ ! -e why ]; then
          printf '%s\n' "$reason" >reason
          printf '%s\n' "$why" >why.new && mv -f why.new why
        fi
        sync -f . || :
        rm -f failed
        say "taking back a change of the way in ($why): $reason"

        """;

    private const string Tail = """
        sync -f . || :
        mv -T -- "$directory/reverting" "$directory/reverted" || exit 1
        sync -f "$directory" || :
        say "the way in is as it was before"
        exit 0

        """;
}
