using System.Runtime.InteropServices;
using Mint.Core.Hosts;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Units;

/// <summary>
/// One connection to systemd: as root directly, which needs no D-Bus daemon; else over the system bus. Not for concurrent use.
/// </summary>
internal sealed class SystemdBus : IDisposable
{
    private const string PrivateSocket = "/run/systemd/private";
    private const string Destination = "org.freedesktop.systemd1";
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const ulong CallTimeout = 10_000_000;

    private nint bus;

    private SystemdBus(nint bus, bool isPrivate) => (this.bus, IsPrivate) = (bus, isPrivate);

    /// <summary>Whether it is the direct connection, on which systemd sends its signals unasked.</summary>
    public bool IsPrivate { get; }

    /// <summary>To wait on for input.</summary>
    public int Fd => Checked(SdBus.GetFd(bus), "get_fd");

    /// <summary>Connects.</summary>
    /// <exception cref="SystemdBusException">There is no systemd or it does not answer.</exception>
    public static SystemdBus Open()
    {
        try
        {
            if (Libc.EffectiveUser() == 0 && OpenPrivate() is { } direct)
            {
                return direct;
            }

            Checked(SdBus.OpenSystem(out var bus), "open the system bus");
            return new SystemdBus(bus, isPrivate: false);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new SystemdBusException(e.Message, e);
        }
    }

    /// <summary><c>ListUnits</c>: all that systemd has loaded.</summary>
    public Dictionary<string, LoadedUnit> ListUnits()
    {
        var reply = Call(Destination, "/org/freedesktop/systemd1", Manager, "ListUnits");
        try
        {
            var units = new Dictionary<string, LoadedUnit>(256, StringComparer.Ordinal);
            Checked(SdBus.Enter(reply, (byte)'a', "(ssssssouso)"), "read units");
            while (Checked(SdBus.Enter(reply, (byte)'r', "ssssssouso"), "read units") > 0)
            {
                var name = ReadString(reply);
                Checked(SdBus.Skip(reply, "s"), "skip the description");
                units[name] = new LoadedUnit(name, ReadString(reply), ReadString(reply), ReadString(reply));
                Checked(SdBus.Skip(reply, "souso"), "skip the job");
                Checked(SdBus.Exit(reply), "read units");
            }

            return units;
        }
        finally
        {
            SdBus.Unref(reply);
        }
    }

    /// <summary>Asks for the signals that units send when their state changes.</summary>
    public void Subscribe()
    {
        SdBus.Unref(Call(Destination, "/org/freedesktop/systemd1", Manager, "Subscribe"));
        if (!IsPrivate)
        {
            SdBus.Unref(Call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "AddMatch",
                "type='signal',sender='org.freedesktop.systemd1',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
                + "path_namespace='/org/freedesktop/systemd1/unit',arg0='org.freedesktop.systemd1.Unit'"));
        }
    }

    /// <summary>Takes in what has arrived and gives the unit of a change signal, or null for any other message.</summary>
    /// <param name="more">False when nothing is left and the caller has to wait for <see cref="Fd"/>.</param>
    public string? NextChangedUnit(out bool more)
    {
        more = Checked(SdBus.Process(bus, out var message), "read signals") > 0;
        if (message == 0)
        {
            return null;
        }

        try
        {
            return SdBus.IsSignal(message, "org.freedesktop.DBus.Properties", "PropertiesChanged") > 0
                ? UnitPath.Decode(Marshal.PtrToStringUTF8(SdBus.GetPath(message)))
                : null;
        }
        finally
        {
            SdBus.Unref(message);
        }
    }

    public void Dispose()
    {
        if (bus != 0)
        {
            bus = SdBus.Close(bus);
        }
    }

    private static SystemdBus? OpenPrivate()
    {
        if (!File.Exists(PrivateSocket))
        {
            return null;
        }

        Checked(SdBus.New(out var bus), "make a connection");
        if (SdBus.SetAddress(bus, "unix:path=" + PrivateSocket) >= 0 && SdBus.Start(bus) >= 0)
        {
            return new SystemdBus(bus, isPrivate: true);
        }

        SdBus.Close(bus);
        return null;
    }

    private static int Checked(int result, string what) =>
        result >= 0 ? result : throw new SystemdBusException($"can't {what}: {Marshal.GetPInvokeErrorMessage(-result)}");

    private static string ReadString(nint message)
    {
        Checked(SdBus.ReadString(message, (byte)'s', out var value), "read a string");
        return Marshal.PtrToStringUTF8(value) ?? "";
    }

    private nint Call(string destination, string path, string iface, string member, string? argument = null)
    {
        Checked(SdBus.NewMethodCall(bus, out var message, destination, path, iface, member), $"make the call {member}");
        try
        {
            if (argument is not null)
            {
                Checked(SdBus.AppendString(message, (byte)'s', argument), $"make the call {member}");
            }

            Checked(SdBus.Call(bus, message, CallTimeout, 0, out var reply), $"call {member}");
            return reply;
        }
        finally
        {
            SdBus.Unref(message);
        }
    }
}

/// <summary>systemd can't be reached over D-Bus.</summary>
internal sealed class SystemdBusException(string message, Exception? inner = null) : Exception(message, inner);
