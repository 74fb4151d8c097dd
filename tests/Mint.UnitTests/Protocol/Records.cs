using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mint.UnitTests.Docs;

namespace Mint.UnitTests.Protocol;

/// <summary>Messages as they once were on the wire, and beside each what was in it. TYPE[.ALTERNATIVE][.GENERATION].bin and .json.</summary>
internal static class Records
{
    private const string Binary = ".bin";
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    private static string Directory { get; } = RepoRoot.Of("tests", "Mint.UnitTests", "Protocol", "Recorded", "v1");

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => System.IO.Directory.EnumerateFiles(Directory, "*" + Binary).Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal);

    /// <summary>What is recorded.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Directory, name + Binary));

    /// <summary>What was in it.</summary>
    public static string ReadContent(string name) => File.ReadAllText(Path.Combine(Directory, name + ".json")).TrimEnd('\n');

    /// <summary>What is in a message.</summary>
    public static string Content(IMessage message) => Json.Format(message).ReplaceLineEndings("\n");

    /// <summary>The type that a record is of, null when there is none of that name any more.</summary>
    public static MessageDescriptor? TypeOf(string name) => ProtoFiles.BetweenHosts.SelectMany(f => f.MessageTypes).FirstOrDefault(t => t.Name == name.Split('.')[0]);

    /// <summary>Messages that hold something no record has: a type, an alternative or a field that is new.</summary>
    public static IReadOnlyList<(string Name, IMessage Message)> Missing()
    {
        var known = Names.ToList();
        var recorded = known.SelectMany(name => Filled(Open(name))).ToHashSet();
        return
        [
            .. ProtoFiles.BetweenHosts.SelectMany(f => f.MessageTypes).SelectMany(FilledMessage.Of)
                .Where(m => Filled(m.Message).Any(f => !recorded.Contains(f)))
                .Select(m => (Free(m.Name, known), m.Message)),
        ];
    }

    /// <summary>Records a message; never over another.</summary>
    public static void Write(string name, IMessage message)
    {
        using var file = new FileStream(Path.Combine(Directory, name + Binary), FileMode.CreateNew);
        message.WriteTo(file);
        File.WriteAllText(Path.Combine(Directory, name + ".json"), Content(message) + "\n");
    }

    private static IMessage? Open(string name) => TypeOf(name)?.Parser.ParseFrom(Read(name));

    private static IEnumerable<string> Filled(IMessage? message) =>
        message?.Descriptor.Fields.InFieldNumberOrder().Where(f => IsFilled(f, message)).Select(f => f.FullName) ?? [];

    private static bool IsFilled(FieldDescriptor field, IMessage message) => field switch
    {
        { IsRepeated: true } => field.Accessor.GetValue(message) is System.Collections.IList { Count: > 0 },
        { HasPresence: true } => field.Accessor.HasValue(message),
        _ => field.Accessor.GetValue(message) is not (null or "" or 0u or 0ul or false or ByteString { IsEmpty: true }),
    };

    private static string Free(string name, IReadOnlyList<string> known) =>
        Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{name}.{i}").First(n => !known.Contains(n));
}
