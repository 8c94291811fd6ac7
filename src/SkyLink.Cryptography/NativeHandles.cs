using Microsoft.Win32.SafeHandles;

namespace SkyLink.Cryptography;

/// <summary>An <c>EVP_PKEY</c>. Freeing it wipes the secret; any number of threads may use it at once.</summary>
internal sealed class NativeKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_free(handle);
        return true;
    }
}

/// <summary>An <c>EVP_PKEY_CTX</c>: one key agreement, one thread.</summary>
internal sealed class KeyContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_PKEY_CTX_free(handle);
        return true;
    }
}

/// <summary>
/// An <c>EVP_MD_CTX</c>. Two live per thread and are used again and again: making one costs two allocations.
/// </summary>
internal sealed class DigestContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    [ThreadStatic]
    private static DigestContextHandle? signatures;

    [ThreadStatic]
    private static DigestContextHandle? digests;

    /// <summary>
    /// For signing and verifying; to be reset after each use, since a set context keeps its first key.
    /// </summary>
    internal static DigestContextHandle ForSignatures => signatures ??= Make();

    /// <summary>For hashing; stays set to its digest, which makes the next start cheap.</summary>
    internal static DigestContextHandle ForDigests => digests ??= Make();

    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_MD_CTX_free(handle);
        return true;
    }

    private static DigestContextHandle Make()
    {
        var made = Libcrypto.EVP_MD_CTX_new();
        return made.IsInvalid ? throw Libcrypto.Failure("a digest context") : made;
    }
}
