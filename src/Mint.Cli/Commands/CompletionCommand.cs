using System.CommandLine;

namespace Mint.Cli.Commands;

/// <summary><c>mint completion</c>: a script that lets a shell complete <c>mint</c>'s commands and options.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # mint completion for bash. Put it where bash looks: mint completion bash > /etc/bash_completion.d/mint
        _mint() {
            local candidates
            candidates=$(mint "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            mapfile -t COMPREPLY < <(compgen -W "${candidates}" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _mint mint
        """;

    private const string Zsh = """
        #compdef mint
        # mint completion for zsh. Put it on your fpath: mint completion zsh > "${fpath[1]}/_mint"
        _mint() {
            local -a candidates
            candidates=("${(@f)$(mint "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${candidates[@]}"
            _files
        }
        compdef _mint mint
        """;

    private const string Fish = """
        # mint completion for fish: mint completion fish > ~/.config/fish/completions/mint.fish
        function __mint_complete
            mint "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null
        end
        complete -c mint -a '(__mint_complete)'
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var kind = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        kind.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a completion script for your shell.") { kind };
        command.SetAction(parse =>
        {
            shell.Terminal.Output.WriteLine(parse.GetRequiredValue(kind) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("source <(mint completion bash)", "for this shell only"),
            ("mint completion bash | sudo tee /etc/bash_completion.d/mint", "for everyone"));
    }
}
