using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// The part of OpenSSL 3 that .NET does not surface: Ed25519, X25519, BLAKE2b. .NET on Linux has loaded this library
/// already, so nothing is installed for it. The names are OpenSSL's own, so that its manual is the documentation.
/// </summary>
internal static unsafe partial class Libcrypto
{
    internal const int X25519 = 1034;
    internal const int Ed25519 = 1087;

    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library)]
    internal static partial NativeKeyHandle EVP_PKEY_new_raw_private_key(
        int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial NativeKeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_raw_private_key(NativeKeyHandle key, byte* destination, ref nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_raw_public_key(NativeKeyHandle key, byte* destination, ref nuint length);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    internal static partial DigestContextHandle EVP_MD_CTX_new();

    [LibraryImport(Library)]
    internal static partial int EVP_MD_CTX_reset(DigestContextHandle context);

    [LibraryImport(Library)]
    internal static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSignInit(
        DigestContextHandle context, nint keyContext, nint digest, nint engine, NativeKeyHandle key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSign(
        DigestContextHandle context, byte* signature, ref nuint signatureLength, byte* message, nuint messageLength);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerifyInit(
        DigestContextHandle context, nint keyContext, nint digest, nint engine, NativeKeyHandle key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerify(
        DigestContextHandle context, byte* signature, nuint signatureLength, byte* message, nuint messageLength);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_MD_fetch(nint library, string algorithm, nint properties);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestInit_ex(DigestContextHandle context, nint digest, nint engine);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestUpdate(DigestContextHandle context, byte* data, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestFinal_ex(DigestContextHandle context, byte* digest, out uint length);

    [LibraryImport(Library)]
    internal static partial KeyContextHandle EVP_PKEY_CTX_new(NativeKeyHandle key, nint engine);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_init(KeyContextHandle context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_set_peer(KeyContextHandle context, NativeKeyHandle peer);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive(KeyContextHandle context, byte* secret, ref nuint length);

    [LibraryImport(Library)]
    internal static partial void ERR_clear_error();

    /// <summary>Turns an answer of OpenSSL into an exception.</summary>
    /// <exception cref="CryptographicException">OpenSSL answered anything but 1.</exception>
    internal static void Demand(int answer, string operation)
    {
        if (answer != 1)
        {
            throw Failure(operation);
        }
    }

    /// <summary>
    /// Leaves no error behind in the thread's queue, where .NET's own calls would find it and blame themselves.
    /// </summary>
    internal static CryptographicException Failure(string operation)
    {
        ERR_clear_error();
        return new CryptographicException($"OpenSSL refused {operation}.");
    }
}
