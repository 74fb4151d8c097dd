using Google.Protobuf.Reflection;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Protocol;

/// <summary>The protocol as it is compiled in.</summary>
internal static class ProtoFiles
{
    /// <summary>Every file of it.</summary>
    public static IReadOnlyList<FileDescriptor> All { get; } = [.. BetweenHosts, ControlReflection.Descriptor];

    /// <summary>Those that another machine speaks, of another version maybe.</summary>
    public static IReadOnlyList<FileDescriptor> BetweenHosts =>
        [AgentLinkReflection.Descriptor, EnrolmentReflection.Descriptor, ReportReflection.Descriptor, FleetReflection.Descriptor];

    /// <summary>Messages of all files, nested ones included.</summary>
    public static IEnumerable<MessageDescriptor> Messages => All.SelectMany(f => f.MessageTypes).SelectMany(WithNested);

    /// <summary>Enums of all files, nested ones included.</summary>
    public static IEnumerable<EnumDescriptor> Enums => All.SelectMany(f => f.EnumTypes).Concat(Messages.SelectMany(m => m.EnumTypes));

    /// <summary>The calls of all services.</summary>
    public static IEnumerable<MethodDescriptor> Calls => All.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedTypes.SelectMany(WithNested).Prepend(message);
}
