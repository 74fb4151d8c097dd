using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Mint.UnitTests.Protocol;

/// <summary>
/// Fills every field of a message, each with a value of its own that no neighbouring type would read alike: numbers that do not fit with a sign,
/// lists of two, texts that are no Base64.
/// </summary>
internal sealed class FilledMessage
{
    private const int Deepest = 8;
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private int count;

    /// <summary>One message for each alternative of a type that has alternatives, with its name; else one.</summary>
    public static IEnumerable<(string Name, IMessage Message)> Of(MessageDescriptor type)
    {
        var alternatives = type.Oneofs.Where(o => !o.IsSynthetic).SelectMany(o => o.Fields).ToList();
        return alternatives.Count == 0
            ? [(type.Name, new FilledMessage().Fill(type, null, 0))]
            : alternatives.Select(a => ($"{type.Name}.{a.Name}", new FilledMessage().Fill(type, a, 0)));
    }

    private IMessage Fill(MessageDescriptor type, FieldDescriptor? alternative, int depth)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InFieldNumberOrder().Where(f => f.RealContainingOneof is null || f == (alternative ?? f.RealContainingOneof.Fields[0])))
        {
            if (field.IsRepeated && field.Accessor.GetValue(message) is IList list)
            {
                list.Add(Value(field, depth));
                list.Add(Value(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }

        return message;
    }

    private object Value(FieldDescriptor field, int depth)
    {
        var number = (uint)++count;
        return field.FieldType switch
        {
            FieldType.Bool => true,
            FieldType.UInt32 => uint.MaxValue - number,
            FieldType.UInt64 => ulong.MaxValue - number,
            FieldType.String => $"{field.Name} {number} ä",
            FieldType.Bytes => ByteString.CopyFrom(0xFF, 0x00, (byte)(number >> 8), (byte)number),
            FieldType.Message when depth < Deepest => Part(field.MessageType, number, depth + 1),
            _ => throw new NotSupportedException($"{field.FullName}: say here how a field of this type is filled"),
        };
    }

    private IMessage Part(MessageDescriptor type, uint number, int depth) => type.FullName switch
    {
        "google.protobuf.Timestamp" => Timestamp.FromDateTime(Start.AddSeconds(number).AddTicks(number)),
        "google.protobuf.Duration" => Duration.FromTimeSpan(TimeSpan.FromTicks(number * 10_000_001L)),
        "google.protobuf.FieldMask" => new FieldMask { Paths = { "name", "state_since" } },
        _ => Fill(type, null, depth),
    };
}
