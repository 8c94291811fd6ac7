using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What a log is at one moment: all of its entries follow from these two.</summary>
/// <param name="Size">How many leaves.</param>
/// <param name="Root">The hash over all of them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TreeHead(long Size, TreeHash Root);
