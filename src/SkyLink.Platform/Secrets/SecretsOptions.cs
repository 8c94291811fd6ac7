using System.ComponentModel.DataAnnotations;

namespace SkyLink.Platform.Secrets;

/// <summary>Where secrets are kept. Read before anything else, so these settings cannot refer to secrets.</summary>
internal sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>The local vault of the data folder, AWS Secrets Manager, or Parameter Store of AWS.</summary>
    [EnumDataType(typeof(SecretProvider))]
    public SecretProvider Provider { get; init; } = SecretProvider.Local;

    /// <summary>Stands before each name in AWS: words that end with a slash, such as qsl/production/.</summary>
    [RegularExpression("([A-Za-z0-9._-]{1,60}/){0,5}", ErrorMessage = "must be words that each end with a slash.")]
    public string Prefix { get; init; } = "";

    /// <summary>How often AWS is asked whether a secret has changed that settings refer to.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(30);

    public AwsOptions Aws { get; init; } = new();
}

/// <summary>How AWS is reached. Who asks is found as by all its programs: environment, profile, role.</summary>
internal sealed class AwsOptions
{
    private const string RegionPattern = "[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}";

    /// <summary>Such as eu-central-1; by default that of the environment or the profile.</summary>
    [RegularExpression(RegionPattern, ErrorMessage = "must be a region such as eu-central-1.")]
    public string? Region { get; init; }

    /// <summary>Stands in for the services of AWS: over HTTPS, or on this machine.</summary>
    [Https]
    public Uri? Endpoint { get; init; }
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpsAttribute() : ValidationAttribute("must be over https, or on this machine.")
{
    public override bool IsValid(object? value) => value is not Uri { IsAbsoluteUri: true } address
        || address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}

internal enum SecretProvider
{
    Local,
    SecretsManager,
    ParameterStore,
}
