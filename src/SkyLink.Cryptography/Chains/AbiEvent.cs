using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// An event of a contract. Its indexed fields are topics: those of one word as they are, and the others (texts, bytes,
/// arrays, tuples) as a hash of 32 bytes, from which nobody gets the value back.
/// </summary>
public sealed class AbiEvent
{
    /// <summary>How many topics a log may have, the signature's included.</summary>
    public const int MostTopics = 4;

    private readonly AbiSignature signature;
    private readonly AbiType[] unindexed;

    private AbiEvent(AbiSignature signature, bool isAnonymous)
    {
        this.signature = signature;
        IsAnonymous = isAnonymous;
        unindexed = [.. Parameters.Where(parameter => !parameter.IsIndexed).Select(parameter => parameter.Type)];
        if (Parameters.Count - unindexed.Length + (isAnonymous ? 0 : 1) > MostTopics)
        {
            throw new FormatException($"{signature} has too many indexed fields.");
        }
    }

    public string Name => signature.Name;

    public IReadOnlyList<AbiParameter> Parameters => signature.Parameters;

    /// <summary>Whether its logs do not say which event they are of.</summary>
    public bool IsAnonymous { get; }

    /// <summary>The hash of the signature, 32 bytes: the first topic, unless the event is anonymous.</summary>
    public ReadOnlySpan<byte> Topic => signature.Hash;

    /// <summary>Reads <c>name(type indexed name, type, ...)</c>.</summary>
    /// <exception cref="FormatException">
    /// It is no signature, or has more indexed fields than a log has topics.
    /// </exception>
    public static AbiEvent Parse(string signature, bool isAnonymous = false) =>
        new(AbiSignature.Parse(signature), isAnonymous);

    /// <summary>Reads a log.</summary>
    /// <param name="topics">32 bytes each.</param>
    /// <param name="data">What is not a topic.</param>
    /// <param name="values">
    /// In the order of the fields; a <c>byte[]</c> of 32 for a field of which only the hash is known.
    /// </param>
    /// <returns>False for a log of another event and what <see cref="Abi.TryDecode"/> refuses.</returns>
    public bool TryDecode(
        IReadOnlyList<ReadOnlyMemory<byte>> topics, ReadOnlySpan<byte> data, [NotNullWhen(true)] out object[]? values)
    {
        values = null;
        var next = IsAnonymous ? 0 : 1;
        if (topics.Count != Parameters.Count - unindexed.Length + next
            || topics.Any(topic => topic.Length != AbiType.WordSize)
            || (!IsAnonymous && !topics[0].Span.SequenceEqual(Topic))
            || !Abi.TryDecode(unindexed, data, out var others))
        {
            return false;
        }

        var read = new object[Parameters.Count];
        var other = 0;
        for (var i = 0; i < read.Length; i++)
        {
            if (!Parameters[i].IsIndexed)
            {
                read[i] = others[other++];
            }
            else if (TryReadTopic(Parameters[i].Type, topics[next++].Span, out var value))
            {
                read[i] = value;
            }
            else
            {
                return false;
            }
        }

        values = read;
        return true;
    }

    /// <summary>The signature in its one form, without names of fields.</summary>
    public override string ToString() => signature.ToString();

    private static bool TryReadTopic(AbiType type, ReadOnlySpan<byte> topic, [NotNullWhen(true)] out object? value)
    {
        if (type.Kind is AbiKind.Bytes or AbiKind.Text or AbiKind.Array or AbiKind.Tuple)
        {
            value = topic.ToArray();
            return true;
        }

        return new AbiDecoder(topic.Length).TryReadWord(type, topic, out value);
    }
}
