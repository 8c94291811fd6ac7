using System.Security.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>How long keys live, and who computes with them.</summary>
internal sealed class SignaturesOptions
{
    /// <summary>How long a key signs, unless it is rotated before.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "400.00:00:00")]
    public TimeSpan RotateEvery { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long what it signed stays valid after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan Overlap { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long before its turn a key is published: longer than verifiers keep what they have read.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan PublishAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How far the clocks of clients may be off, before and after.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:15:00")]
    public TimeSpan RequestWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whose ML-DSA makes and checks signatures: our own, or that of OpenSSL 3.5 or Windows.</summary>
    [EnumDataType(typeof(MlDsaProvider)), Supported]
    public MlDsaProvider MlDsaProvider { get; init; } = MlDsaProvider.Managed;
}

/// <summary>What the machine lacks cannot be chosen.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SupportedAttribute() : ValidationAttribute(
    "Platform needs OpenSSL 3.5 or newer, or a Windows that has ML-DSA; this machine has neither.")
{
    public override bool IsValid(object? value) => value is not MlDsaProvider.Platform || MLDsa.IsSupported;
}
