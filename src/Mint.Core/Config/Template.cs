using System.Text;

namespace Mint.Core.Config;

/// <summary>Fills in <c>${…}</c> by the rules of the Compose Specification, except that the braces are required.</summary>
/// <param name="lookup">A name's value; null when there is none.</param>
internal sealed class Template(Func<string, string?> lookup)
{
    private const string Usage = "Write ${name} for a variable and $$ for a dollar sign.";
    private readonly List<TemplateFault> faults = [];
    private string text = "";
    private int at;

    /// <summary>What was wrong with the last text.</summary>
    public IReadOnlyList<TemplateFault> Faults => faults;

    /// <summary>Fills in one text; null when <see cref="Faults"/> says why not.</summary>
    public string? Expand(string source)
    {
        (text, at) = (source, 0);
        faults.Clear();
        var result = new StringBuilder();
        Text(result, depth: 0);
        return faults.Count == 0 ? result.ToString() : null;
    }

    /// <summary>Reads up to the end, or inside of braces up to the closing one.</summary>
    private void Text(StringBuilder into, int depth)
    {
        while (at < text.Length && !(depth > 0 && text[at] == '}') && Fits(into))
        {
            if (text[at] == '$')
            {
                Dollar(into, depth);
            }
            else
            {
                into.Append(text[at++]);
            }
        }
    }

    private bool Fits(StringBuilder into)
    {
        if (into.Length <= ConfigLimits.ExpandedValue)
        {
            return true;
        }

        Fail($"filled in, the value is longer than {ConfigLimits.ExpandedValue} characters");
        return false;
    }

    private void Dollar(StringBuilder into, int depth)
    {
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        at += 2;
        switch (next)
        {
            case '$':
                into.Append('$');
                break;
            case '{' when depth >= ConfigLimits.TemplateDepth:
                Fail($"${{…}} is nested deeper than {ConfigLimits.TemplateDepth} levels");
                break;
            case '{':
                Variable(into, depth + 1);
                break;
            default:
                at--;
                Fail(next is '_' || char.IsAsciiLetter(next) ? $"'${Name()}' lacks its braces" : "a lone '$' is not allowed", Usage, goOn: true);
                break;
        }
    }

    private void Variable(StringBuilder into, int depth)
    {
        var name = Name();
        if (name.Length == 0)
        {
            Fail("'${' must be followed by a name: a letter or '_', then letters, digits and '_'", Usage);
            return;
        }

        var test = Operator();
        var word = new StringBuilder();
        var faultsBefore = faults.Count;
        if (test.Length > 0)
        {
            Text(word, depth);
        }

        if (at >= text.Length && faults.Count > faultsBefore)
        {
            return;
        }

        if (at >= text.Length || text[at] != '}')
        {
            Fail($"'${{{name}' has no closing '}}', or has something other than :-, -, :?, ?, :+ or + after the name", Usage);
            return;
        }

        at++;
        Append(into, name, test, word.ToString(), faultsBefore);
    }

    private void Append(StringBuilder into, string name, string test, string word, int faultsBefore)
    {
        var value = lookup(name);
        var given = test.StartsWith(':') ? !string.IsNullOrEmpty(value) : value is not null;
        switch (test.TrimStart(':'))
        {
            case "+":
                Choose(into, given ? word : "", wordUsed: given, faultsBefore);
                break;
            case "-":
                Choose(into, given ? value : word, wordUsed: !given, faultsBefore);
                break;
            case "?" when !given:
                Choose(into, "", wordUsed: true, faultsBefore);
                Fail(word.Length > 0 ? $"{name}: {word}" : $"the variable '{name}' is required", goOn: true);
                break;
            default:
                Choose(into, value, wordUsed: false, faultsBefore);
                if (value is null)
                {
                    faults.Add(new TemplateFault($"no variable '{name}'", null, name));
                }

                break;
        }
    }

    /// <summary>An unknown name inside a default that nobody needs is no fault; bad syntax there ended the reading already.</summary>
    private void Choose(StringBuilder into, string? chosen, bool wordUsed, int faultsBefore)
    {
        if (!wordUsed)
        {
            faults.RemoveRange(faultsBefore, faults.Count - faultsBefore);
        }

        into.Append(chosen);
    }

    private string Name()
    {
        var start = at;
        while (at < text.Length && (text[at] == '_' || char.IsAsciiLetter(text[at]) || (at > start && char.IsAsciiDigit(text[at]))))
        {
            at++;
        }

        return text[start..at];
    }

    private string Operator()
    {
        var length = at < text.Length && text[at] == ':' ? 2 : 1;
        var end = at + length;
        if (end > text.Length || text[end - 1] is not ('-' or '?' or '+'))
        {
            return "";
        }

        at = end;
        return text[(end - length)..end];
    }

    private void Fail(string message, string? hint = null, bool goOn = false)
    {
        faults.Add(new TemplateFault(message, hint, null));
        at = goOn ? at : text.Length;
    }
}

/// <summary>What is wrong with a text that holds <c>$</c>.</summary>
/// <param name="Message">In words.</param>
/// <param name="Hint">How to mend it.</param>
/// <param name="Unknown">The name that has no value; null for other faults.</param>
internal sealed record TemplateFault(string Message, string? Hint, string? Unknown);
