using System.Buffers.Binary;
using System.Diagnostics;

namespace SkyLink.Benchmarks.Events;

/// <summary>
/// A way to hand a message of 1 KB from a publisher to a consumer so that it survives a crash in between.
/// </summary>
internal interface IEventBus : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Processes that work for it beside this one, for their CPU time.</summary>
    int[] Processes { get; }

    /// <summary>Durable when this completes, as far as the bus promises it.</summary>
    Task PublishAsync(int lane);

    /// <summary>Hears of each message as it is consumed: when it was sent.</summary>
    Action<long> OnConsumed { set; }
}

/// <summary>What travels: the time of sending and noise that no compression shortens.</summary>
internal static class Message
{
    public const int Bytes = 1_024;

    private static readonly byte[] Noise = MakeNoise();

    public static byte[] Make()
    {
        var message = Noise.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(message, Stopwatch.GetTimestamp());
        return message;
    }

    public static long SentAt(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message);

    /// <summary>The noise as text of the given length.</summary>
    public static string Text(int length) => Convert.ToBase64String(Noise)[..length];

    private static byte[] MakeNoise()
    {
        var noise = new byte[Bytes];
        System.Security.Cryptography.RandomNumberGenerator.Fill(noise);
        return noise;
    }
}
