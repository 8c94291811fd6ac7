using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Transparency;

/// <summary>The entries of a tile of level 0 one after the other, each after its size (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>The longest entry, in bytes.</summary>
    public const int LongestEntry = ushort.MaxValue;

    private const int LengthSize = sizeof(ushort);

    /// <exception cref="ArgumentException">There are none or more than 256, or one is too long.</exception>
    public static byte[] Write(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        if (entries.Count is < 1 or > TilePath.FullWidth || entries.Any(entry => entry.Length > LongestEntry))
        {
            throw new ArgumentException(
                $"Must be 1 to {TilePath.FullWidth} entries of at most {LongestEntry} bytes.", nameof(entries));
        }

        var bundle = new byte[entries.Sum(entry => LengthSize + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[LengthSize..]);
            rest = rest[(LengthSize + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Reads a bundle; the entries are parts of it, nothing is copied.</summary>
    /// <param name="bundle">The whole bundle.</param>
    /// <param name="width">How many entries there must be, as the path of the bundle says.</param>
    /// <param name="entries">The entries.</param>
    /// <returns>False if there are more or fewer, or one is cut off.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> bundle, int width, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? entries)
    {
        entries = null;
        var read = new List<ReadOnlyMemory<byte>>();
        while (!bundle.IsEmpty && read.Count < width && bundle.Length >= LengthSize)
        {
            var end = LengthSize + BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (end > bundle.Length)
            {
                return false;
            }

            read.Add(bundle[LengthSize..end]);
            bundle = bundle[end..];
        }

        entries = bundle.IsEmpty && read.Count == width ? read : null;
        return entries is not null;
    }
}
