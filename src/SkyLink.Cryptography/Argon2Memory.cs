namespace SkyLink.Cryptography;

/// <summary>
/// The memory matrix of RFC 9106 section 3.4 while it is being filled: lanes of blocks, each lane in four slices.
/// The first two slices choose their references independently of the password (against side channels), the rest by
/// what was computed (against trade-offs of memory for time): that is the "id".
/// </summary>
internal sealed unsafe class Argon2Memory
{
    private const int Slices = 4;
    private const ulong TypeId = 2;

    private readonly int passes;
    private readonly int segmentLength;

    internal Argon2Memory(Argon2Cost cost)
    {
        passes = cost.Passes;
        Lanes = cost.Lanes;
        segmentLength = cost.MemoryKib / (Slices * cost.Lanes);
        LaneLength = segmentLength * Slices;
    }

    internal int Lanes { get; }

    /// <summary>Blocks in a lane.</summary>
    internal int LaneLength { get; }

    /// <summary>Memory rounded down to whole segments.</summary>
    internal int BlockCount => LaneLength * Lanes;

    /// <summary><see cref="BlockCount"/> blocks, owned by the caller.</summary>
    internal ulong* Blocks { get; set; }

    /// <summary>The bytes of a block as they lie in memory.</summary>
    /// <exception cref="PlatformNotSupportedException">
    /// The machine is big endian: its words would have to be turned.
    /// </exception>
    internal Span<byte> BlockBytes(int index) => BitConverter.IsLittleEndian
        ? new Span<byte>(Block(index), Argon2Block.Size)
        : throw new PlatformNotSupportedException("Argon2id is written for little endian machines.");

    internal void FillAll()
    {
        for (var pass = 0; pass < passes; pass++)
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    FillSegment(pass, slice, lane);
                }
            }
        }
    }

    private ulong* Block(int index) => Blocks + (nint)index * Argon2Block.Words;

    private void FillSegment(int pass, int slice, int lane)
    {
        var isIndependent = pass == 0 && slice < Slices / 2;
        var addresses = stackalloc ulong[Argon2Block.Words];
        var first = pass == 0 && slice == 0 ? 2 : 0;
        for (var i = first; i < segmentLength; i++)
        {
            if (isIndependent && (i == first || i % Argon2Block.Words == 0))
            {
                WriteAddresses(pass, slice, lane, counter: i / Argon2Block.Words + 1, addresses);
            }

            var column = slice * segmentLength + i;
            var current = lane * LaneLength + column;
            var previous = column == 0 ? current + LaneLength - 1 : current - 1;
            var choice = isIndependent ? addresses[i % Argon2Block.Words] : *Block(previous);
            var reference = Reference(pass, slice, lane, i, choice);
            Argon2Block.Compress(Block(previous), Block(reference), Block(current), isXored: pass > 0);
        }
    }

    /// <summary>
    /// Which earlier block is mixed in: nearer ones more often, never one that another lane may be writing.
    /// </summary>
    private int Reference(int pass, int slice, int lane, int index, ulong choice)
    {
        var isFirstSlice = pass == 0 && slice == 0;
        var referenceLane = isFirstSlice ? lane : (int)((choice >> 32) % (ulong)Lanes);
        var finished = pass == 0 ? slice * segmentLength : LaneLength - segmentLength;
        var area = referenceLane == lane ? finished + index - 1 : finished - (index == 0 ? 1 : 0);

        var low = choice & 0xFFFF_FFFF;
        var distance = ((ulong)area * ((low * low) >> 32)) >> 32;
        var oldest = pass == 0 || slice == Slices - 1 ? 0 : (slice + 1) * segmentLength;
        var column = (oldest + area - 1 - (int)distance) % LaneLength;
        return referenceLane * LaneLength + column;
    }

    private void WriteAddresses(int pass, int slice, int lane, int counter, ulong* addresses)
    {
        var zero = stackalloc ulong[Argon2Block.Words];
        var input = stackalloc ulong[Argon2Block.Words];
        new Span<ulong>(zero, Argon2Block.Words).Clear();
        new Span<ulong>(input, Argon2Block.Words).Clear();
        input[0] = (ulong)pass;
        input[1] = (ulong)lane;
        input[2] = (ulong)slice;
        input[3] = (ulong)BlockCount;
        input[4] = (ulong)passes;
        input[5] = TypeId;
        input[6] = (ulong)counter;
        Argon2Block.Compress(zero, input, addresses, isXored: false);
        Argon2Block.Compress(zero, addresses, addresses, isXored: false);
    }
}
