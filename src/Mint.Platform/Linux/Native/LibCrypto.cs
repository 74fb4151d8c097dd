using System.Runtime.InteropServices;

namespace Mint.Platform.Linux.Native;

/// <summary>OpenSSL, for the one thing that .NET does not offer of it: keys of Curve25519.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    /// <summary>NID_X25519.</summary>
    public const int X25519 = 1034;

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    public static partial nint NewPrivateKey(int type, nint engine, byte* key, nuint size);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    public static partial int GetPublicKey(nint key, byte* result, nuint* size);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    public static partial void Free(nint key);
}
