namespace SkyLink.Platform.Secrets.Aws;

/// <summary>A service of AWS that speaks JSON 1.1.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Id">In host names and signatures.</param>
/// <param name="Target">Stands before the action in <c>X-Amz-Target</c>.</param>
internal sealed record AwsApi(string Title, string Id, string Target)
{
    public static readonly AwsApi SecretsManager = new("AWS Secrets Manager", "secretsmanager", "secretsmanager");

    public static readonly AwsApi ParameterStore = new("AWS Parameter Store", "ssm", "AmazonSSM");

    public static readonly AwsApi KeyManagement = new("AWS KMS", "kms", "TrentService");
}
