using Mint.Core;
using Mint.Core.Graph;

namespace Mint.Modules.HostSystem;

/// <summary>Locales to generate, and the default one.</summary>
internal sealed class LocaleCompiler(CompileContext context)
{
    private static readonly string[] Categories =
    [
        "LC_ADDRESS", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_IDENTIFICATION", "LC_MEASUREMENT", "LC_MESSAGES", "LC_MONETARY", "LC_NAME",
        "LC_NUMERIC", "LC_PAPER", "LC_TELEPHONE", "LC_TIME",
    ];

    private readonly SortedSet<string> wanted = new(StringComparer.Ordinal);

    public void Compile(LocaleSettings? locale)
    {
        if (locale is null)
        {
            return;
        }

        foreach (var name in locale.Generate ?? [])
        {
            Want(["locale", "generate"], name);
        }

        AddDefault(locale);
        foreach (var name in wanted)
        {
            context.Add(new Resource(new ResourceId("locale", name), new LocaleSpec(), context.Origin("locale")));
        }
    }

    private void AddDefault(LocaleSettings locale)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (locale.Default is { } lang && Want(["locale", "default"], lang))
        {
            variables["LANG"] = lang;
        }

        if (locale.Language is { } language)
        {
            variables["LANGUAGE"] = language;
            if (language.Length is 0 or > 200 || !language.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '-' or '@'))
            {
                context.Problem(["locale", "language"], $"'{language}' is no list of languages such as de_CH:de:en");
            }
        }

        foreach (var (key, value) in locale.Categories ?? [])
        {
            if (!Categories.Contains(key, StringComparer.Ordinal))
            {
                context.Problem(["locale", "categories", key], $"'{key}' is none of {string.Join(", ", Categories)}");
            }
            else if (Want(["locale", "categories", key], value))
            {
                variables[key] = value;
            }
        }

        if (variables.Count > 0)
        {
            var needed = wanted.Select(l => new ResourceId("locale", l)).ToList();
            context.Add(new Resource(new ResourceId("default-locale", "system"), new DefaultLocaleSpec(variables), context.Origin("locale"))
            {
                DependsOn = needed,
            });
        }
    }

    private bool Want(IReadOnlyList<string> place, string name)
    {
        if (LocaleName.IsBuiltIn(name))
        {
            return true;
        }

        if (!LocaleName.IsValid(name))
        {
            context.Problem(place, $"'{name}' is no locale: language_COUNTRY.CHARSET is expected, such as de_CH.UTF-8");
            return false;
        }

        wanted.Add(name);
        return true;
    }
}
