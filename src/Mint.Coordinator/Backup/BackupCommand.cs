using System.CommandLine;

namespace Mint.Coordinator.Backup;

/// <summary><c>mint-coordinator backup</c> and <c>restore</c>.</summary>
internal static class BackupCommand
{
    /// <summary>Writes everything into one file.</summary>
    public static Command CreateBackup(OptionsReading read)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist." };
        var command = new Command("backup", "Write everything the coordinator knows, its keys too, into one file. It may run meanwhile.") { file };
        command.SetAction(read((options, parse, ct) => new BackupConsole(options, parse.InvocationConfiguration).BackupAsync(parse.GetRequiredValue(file), ct)));
        return command;
    }

    /// <summary>Puts it back.</summary>
    public static Command CreateRestore(OptionsReading read)
    {
        var file = new Argument<string>("FILE") { Description = "A file that backup wrote, on whichever engine." };
        var force = new Option<bool>("--force") { Description = "Replace what the store holds." };
        var command = new Command("restore", "Put back what backup wrote. The coordinator must be stopped.") { file, force };
        command.SetAction(read((options, parse, ct) =>
            new BackupConsole(options, parse.InvocationConfiguration).RestoreAsync(parse.GetRequiredValue(file), parse.GetValue(force), ct)));
        return command;
    }
}
