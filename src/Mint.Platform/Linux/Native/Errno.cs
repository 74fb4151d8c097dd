using System.Runtime.InteropServices;
using Mint.Core.Providers;

namespace Mint.Platform.Linux.Native;

/// <summary>Error numbers of Linux, and what follows from them.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NoDevice = 19;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int NotEmpty = 39;
    public const int TooManyLinks = 40;
    public const int NotSupported = 95;
    public const int NoBufferSpace = 105;
    public const int ConnectionRefused = 111;
    public const int QuotaExceeded = 122;

    /// <summary>The error of the last call on this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Whether it says that nothing is at a path.</summary>
    public static bool IsAbsent(int error) => error is NoEntry or NotDirectory or TooManyLinks;

    /// <summary>The failure that an error means, with one sentence on what was tried.</summary>
    /// <param name="path">The path.</param>
    /// <param name="what">What was tried: <c>can't be written</c>.</param>
    /// <param name="error">The error number.</param>
    public static ResourceException Failure(string path, string what, int error) => error switch
    {
        NoSpace or QuotaExceeded => new(FailureKind.Retry, $"{path} {what}: no space left on the device; nothing was changed"),
        ReadOnly => new(FailureKind.Retry, $"{path} {what}: the file system is read-only"),
        NoEntry or NotDirectory => new(FailureKind.Retry, $"{path} {what}: its directory does not exist"),
        IsDirectory => new(FailureKind.NeedsPerson, $"{path} {what}: it is a directory"),
        NotEmpty or Exists => new(FailureKind.NeedsPerson, $"{path} {what}: the directory is not empty"),
        Busy => new(FailureKind.NeedsPerson, $"{path} {what}: something is mounted there or uses it"),
        AccessDenied or NotPermitted => new(FailureKind.NeedsPerson, $"{path} {what}: permission denied"),
        _ => new(FailureKind.Retry, $"{path} {what}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
