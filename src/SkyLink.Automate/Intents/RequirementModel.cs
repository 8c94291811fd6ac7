using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace SkyLink.Automate.Intents;

/// <summary>
/// A weight per feature and label, in steps of the label's largest weight / 127. Features are known by a hash of their
/// name alone: no text of what the model was trained on can be read from it.
/// </summary>
/// <remarks>
/// The file: "SLRQ", version 1, labels, features (int32 each, little-endian); a float32 step per label; the hashes
/// (uint32), ascending; for each feature a signed byte per label.
/// </remarks>
internal sealed class RequirementModel
{
    private const int HeadSize = 16;
    private const uint Magic = 0x5152_4C53;
    private const int Version = 1;

    /// <summary>Far above what any set of requirements gives.</summary>
    private const int FeaturesMax = 1 << 20;

    private readonly float[] steps;
    private readonly uint[] keys;
    private readonly sbyte[] weights;

    private RequirementModel(float[] steps, uint[] keys, sbyte[] weights) =>
        (this.steps, this.keys, this.weights) = (steps, keys, weights);

    public int Features => keys.Length;

    /// <param name="trained">Weights by hash of the feature, one per label.</param>
    public static RequirementModel Of(IReadOnlyDictionary<uint, double[]> trained)
    {
        uint[] known = [.. trained.Keys.Order()];
        var made = new RequirementModel(
            new float[RequirementLabels.Count], known, new sbyte[known.Length * RequirementLabels.Count]);
        for (var label = 0; label < RequirementLabels.Count; label++)
        {
            var largest = known.Max(key => Math.Abs(trained[key][label]));
            var step = made.steps[label] = (float)Math.Max(largest / sbyte.MaxValue, 1e-9);
            for (var i = 0; i < known.Length; i++)
            {
                made.weights[i * RequirementLabels.Count + label] =
                    (sbyte)Math.Round(Math.Clamp(trained[known[i]][label] / step, -sbyte.MaxValue, sbyte.MaxValue));
            }
        }

        return made;
    }

    /// <summary>FNV-1a over UTF-16 code units.</summary>
    public static uint KeyOf(string feature)
    {
        var hash = 2_166_136_261U;
        foreach (var character in feature)
        {
            hash = unchecked((hash ^ character) * 16_777_619U);
        }

        return hash;
    }

    /// <summary>A score per label, above zero where the features speak for it.</summary>
    public double[] Score(IReadOnlyList<RequirementFeature> features)
    {
        var scores = new double[steps.Length];
        foreach (var feature in features)
        {
            var at = Array.BinarySearch(keys, KeyOf(feature.Name));
            for (var label = 0; at >= 0 && label < scores.Length; label++)
            {
                scores[label] += weights[at * scores.Length + label] * steps[label] * feature.Value;
            }
        }

        return scores;
    }

    /// <summary>What a feature adds to the score of a label; 0 where the model does not know it.</summary>
    public double WeightOf(RequirementFeature feature, RequirementLabel label)
    {
        var at = Array.BinarySearch(keys, KeyOf(feature.Name));
        return at < 0 ? 0 : weights[at * steps.Length + (int)label] * steps[(int)label] * feature.Value;
    }

    /// <summary>The most that a weight of two models differs, in steps; null where they do not know the same.</summary>
    public int? DifferenceFrom(RequirementModel other) =>
        keys.AsSpan().SequenceEqual(other.keys)
            ? weights.Zip(other.weights, (one, two) => Math.Abs(one - two)).Max()
            : null;

    public byte[] Write()
    {
        var file = new byte[SizeOf(steps.Length, keys.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), steps.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), keys.Length);
        var rest = file.AsSpan(HeadSize);
        foreach (var step in steps)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, step);
            rest = rest[4..];
        }

        foreach (var key in keys)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, key);
            rest = rest[4..];
        }

        MemoryMarshal.AsBytes(weights.AsSpan()).CopyTo(rest);
        return file;
    }

    /// <summary>False where the bytes are not a model of these labels, whole and in order.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out RequirementModel? model)
    {
        model = null;
        if (file.Length < HeadSize || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic
            || BinaryPrimitives.ReadInt32LittleEndian(file[4..]) != Version
            || BinaryPrimitives.ReadInt32LittleEndian(file[8..]) != RequirementLabels.Count)
        {
            return false;
        }

        var features = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        if (features is < 1 or > FeaturesMax || file.Length != SizeOf(RequirementLabels.Count, features))
        {
            return false;
        }

        var read = new RequirementModel(
            new float[RequirementLabels.Count], new uint[features], new sbyte[features * RequirementLabels.Count]);
        var rest = file[HeadSize..];
        for (var label = 0; label < read.steps.Length; label++, rest = rest[4..])
        {
            read.steps[label] = BinaryPrimitives.ReadSingleLittleEndian(rest);
        }

        for (var i = 0; i < features; i++, rest = rest[4..])
        {
            read.keys[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (i > 0 && read.keys[i] <= read.keys[i - 1])
            {
                return false;
            }
        }

        MemoryMarshal.Cast<byte, sbyte>(rest).CopyTo(read.weights);
        model = Array.TrueForAll(read.steps, float.IsFinite) ? read : null;
        return model is not null;
    }

    private static int SizeOf(int labels, int features) => HeadSize + 4 * labels + (4 + labels) * features;
}
