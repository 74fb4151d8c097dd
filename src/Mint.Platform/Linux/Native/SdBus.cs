using System.Runtime.InteropServices;

namespace Mint.Platform.Linux.Native;

/// <summary>
/// systemd's own D-Bus client, which every Debian host has. Results below zero are negated error numbers. A type code is one
/// letter of a D-Bus signature.
/// </summary>
internal static partial class SdBus
{
    private const string Library = "libsystemd.so.0";

    [LibraryImport(Library, EntryPoint = "sd_bus_new")]
    public static partial int New(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_address", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAddress(nint bus, string address);

    [LibraryImport(Library, EntryPoint = "sd_bus_start")]
    public static partial int Start(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_open_system")]
    public static partial int OpenSystem(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_flush_close_unref")]
    public static partial nint Close(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_fd")]
    public static partial int GetFd(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_process")]
    public static partial int Process(nint bus, out nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_call")]
    public static partial int Call(nint bus, nint message, ulong timeoutMicroseconds, nint error, out nint reply);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_method_call", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NewMethodCall(nint bus, out nint message, string destination, string path, string iface, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AppendString(nint message, byte type, string value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_enter_container", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Enter(nint message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_exit_container")]
    public static partial int Exit(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_basic")]
    public static partial int ReadString(nint message, byte type, out nint value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_skip", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Skip(nint message, string types);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_is_signal", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int IsSignal(nint message, string iface, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_path")]
    public static partial nint GetPath(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    public static partial nint Unref(nint message);
}
