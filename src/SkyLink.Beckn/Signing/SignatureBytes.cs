using System.Runtime.CompilerServices;

namespace SkyLink.Beckn.Signing;

/// <summary>64 bytes that live where the struct lives, so that a header can be read without the heap.</summary>
[InlineArray(64)]
internal struct SignatureBytes
{
    private byte first;
}
